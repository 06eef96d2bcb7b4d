using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Ledgers;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Tests.Support;

/// <summary>Reads the journal as its readers do.</summary>
internal static class Journals
{
    /// <summary>What counts of some bills: of each bill and day the movements of the highest row, and each W and D once.</summary>
    public static IReadOnlyList<(DateOnly Day, JournalEntry Entry)> ReadJournal(this TableServiceClient tables, params string[] bills) =>
        [
            .. tables
                .ReadJournalRows(bills)
                .Where(row => row.PartitionKey[0] == 'm')
                .GroupBy(row => (Day: Day(row), Bill: JournalRow.BillKey(row)))
                .SelectMany(bill =>
                {
                    var tellings = bill.Where(row => !JournalRow.IsMovements(row.RowKey)).DistinctBy(row => row.RowKey);
                    var highest = bill.Where(row => JournalRow.IsMovements(row.RowKey)).MaxBy(JournalRow.VersionOf, StringComparer.Ordinal);
                    return (highest is null ? [] : JournalRow.ReadMovements(highest))
                        .Concat(tellings.Select(JournalRow.ReadTelling))
                        .Select(entry => (bill.Key.Day, entry));
                }),
        ];

    /// <summary>All rows, doubled ones and those that no longer count too. None before the product has created the table.</summary>
    public static IReadOnlyList<TableEntity> ReadJournalRows(this TableServiceClient tables, params string[] bills)
    {
        try
        {
            return [.. tables.GetTableClient(StorageNames.JournalTable).Query<TableEntity>(Of(bills))];
        }
        catch (RequestFailedException e) when (e.ErrorCode == TableErrorCode.TableNotFound)
        {
            return [];
        }
    }

    /// <summary>The day of a row that is no pointer.</summary>
    public static DateOnly Day(TableEntity row) => DateOnly.ParseExact(row.PartitionKey[^8..], "yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary>What follows from a bill's callbacks, all new, in the order in which they came.</summary>
    public static BillChange Change(params IEnumerable<ReceivedCallback> callbacks)
    {
        List<Telling> after = [.. callbacks.Select(received => Telling.Of(received, Id(received.Callback)))];
        return new BillChange([], after, after.Count, PaymentBefore: null, IsAgain: false, IsUncounted: false);
    }

    /// <summary>A public id for a callback, as if it had been stored.</summary>
    public static string Id(Callback callback) => callback.Id[..32];

    /// <summary>As the recorder hands it to those who follow.</summary>
    public static RecordedBill Recorded(params IReadOnlyList<ReceivedCallback> callbacks) =>
        new(
            [.. callbacks.Select(_ => RecordOutcome.New)],
            callbacks.Select(received => received.Callback).Aggregate((Callback?)null, MergeRule.Merge)!
        )
        {
            Change = Change(callbacks),
        };

    /// <summary>The same, where some were there before.</summary>
    public static RecordedBill Recorded(IReadOnlyList<ReceivedCallback> after, IReadOnlyList<ReceivedCallback> before)
    {
        var recorded = Recorded(after);
        return recorded with { Change = recorded.Change with { Before = Change(before).After } };
    }

    private static string? Of(string[] bills) =>
        bills.Length == 0 ? null : string.Join(" or ", bills.Select(bill => TableClient.CreateQueryFilter($"bill_id eq {bill}")));
}
