using Azure.Data.Tables;
using PaySsam.Callbacks.Attention;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Ledgers;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Tests.Support;

/// <summary>Whether the journal, and the list of what needs attention, say what the ledgers of the bills say.</summary>
internal static class LedgerBooks
{
    /// <summary>Each movement, W and D of the callbacks stands in the journal, once, on its day, and nothing else does.</summary>
    public static void Equal(IEnumerable<ReceivedCallback> callbacks, IEnumerable<(DateOnly Day, JournalEntry Entry)> journal) =>
        Assert.Equal(Lines(callbacks), journal.Select(one => Line(one.Day, one.Entry)).Order(StringComparer.Ordinal));

    /// <summary>The table <c>Attention</c> holds what the ledgers of the bills say, and nothing else is open.</summary>
    public static void Equal(IEnumerable<ReceivedCallback> callbacks, TableServiceClient tables)
    {
        var table = tables.GetTableClient(StorageNames.AttentionTable);
        table.CreateIfNotExists();
        var rows = table.Query<TableEntity>().Select(AttentionRow.Read);
        Assert.Equal(
            callbacks
                .GroupBy(received => received.Callback.BillId)
                .SelectMany(bill =>
                    Ledger.Of(bill.Select(received => Telling.Of(received))).Attention.Select(entry => $"{bill.Key} {entry.Code}")
                )
                .Order(StringComparer.Ordinal),
            rows.SelectMany(bill => bill.Points.Select(point => $"{bill.BillId} {point.Code}")).Order(StringComparer.Ordinal)
        );
    }

    private static IEnumerable<string> Lines(IEnumerable<ReceivedCallback> callbacks) =>
        callbacks
            .GroupBy(received => received.Callback.BillId)
            .SelectMany(bill =>
            {
                var tellings = bill.Select(received => Telling.Of(received))
                    .OrderBy(one => one.ReceivedAt)
                    .DistinctBy(one => one.Hash)
                    .ToList();
                return Ledger
                    .Of(tellings)
                    .Movements.Select(movement => Line(movement.Day, JournalEntry.Of(bill.Key, bill.Key, movement)))
                    .Concat(
                        tellings
                            .Where(one => one.State is ApprState.W or ApprState.D)
                            .Select(one => $"{KoreanDay.Text(one.Day)} {bill.Key} {one.State} {one.Won} {one.Details.ApprNum}")
                    );
            })
            .Order(StringComparer.Ordinal);

    private static string Line(DateOnly day, JournalEntry entry) =>
        $"{KoreanDay.Text(day)} {entry.BillId} {entry.State} {entry.SignedWon} {entry.Details.ApprNum}";
}
