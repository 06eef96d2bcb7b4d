using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Ledgers;
using PaySsam.Callbacks.Model;

namespace PaySsam.Tests.Support;

/// <summary>Whether the journal says what the ledgers of the bills say.</summary>
internal static class LedgerBooks
{
    /// <summary>Each movement, W and D of the callbacks stands in the journal, once, on its day, and nothing else does.</summary>
    public static void Equal(IEnumerable<ReceivedCallback> callbacks, IEnumerable<(DateOnly Day, JournalEntry Entry)> journal) =>
        Assert.Equal(Lines(callbacks), journal.Select(one => Line(one.Day, one.Entry)).Order(StringComparer.Ordinal));

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
