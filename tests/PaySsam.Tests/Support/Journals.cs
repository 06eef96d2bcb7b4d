using Azure.Data.Tables;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Tests.Support;

/// <summary>Reads the journal as its readers do.</summary>
internal static class Journals
{
    /// <summary>The rows of some bills, of each callback one; of all bills where none is named.</summary>
    public static IReadOnlyList<TableEntity> ReadJournal(this TableServiceClient tables, params string[] bills) =>
        [.. tables.ReadJournalRows(bills).DistinctBy(row => row.RowKey)];

    /// <summary>All rows, doubled ones too.</summary>
    public static IReadOnlyList<TableEntity> ReadJournalRows(this TableServiceClient tables, params string[] bills) =>
        [.. tables.GetTableClient(StorageNames.JournalTable).Query<TableEntity>(Of(bills))];

    private static string? Of(string[] bills) =>
        bills.Length == 0 ? null : string.Join(" or ", bills.Select(bill => TableClient.CreateQueryFilter($"bill_id eq {bill}")));

    public static string CallbackId(this TableEntity row) => row.RowKey[^64..];
}
