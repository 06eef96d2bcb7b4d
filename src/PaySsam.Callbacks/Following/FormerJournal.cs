using Azure;
using Azure.Data.Tables;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Following;

/// <summary>
/// What older versions wrote of callbacks. It has to go: their keys are content hashes, and a phone number could be guessed from one.
/// </summary>
internal static class FormerJournal
{
    // Of a transaction.
    private const int MostRows = 100;

    /// <summary>Whether there are such rows of the same bill and day as a row of today's.</summary>
    public static async Task<bool> IsBesideAsync(TableClient table, TableEntity row, CancellationToken cancellationToken)
    {
        if (JournalRow.BillKey(row) is not { } bill || JournalRow.DayOf(row) is not { } day)
            return false;
        var reads = FormerJournalRow
            .Partitions(day)
            .Select(partition =>
                table.ReadAsync(
                    TableClient.CreateQueryFilter(
                        $"PartitionKey eq {partition} and RowKey ge {bill + "~"} and RowKey lt {JournalRow.BehindBill(bill)}"
                    ),
                    cancellationToken,
                    most: 1,
                    [nameof(TableEntity.RowKey)]
                )
            );
        return (await Task.WhenAll(reads)).Any(rows => rows.Count > 0);
    }

    /// <summary>
    /// Deletes those of a page of bills, which follow each other in the order of their keys: so on each day one read of each shard finds
    /// theirs, and nobody else's.
    /// </summary>
    public static async Task DeleteAsync(TableClient table, IEnumerable<RebuiltBill> bills, CancellationToken cancellationToken)
    {
        var keys =
            from received in bills.SelectMany(bill => bill.Callbacks)
            from day in FormerJournalRow.Days(received)
            group FormerJournalRow.Key(TableKey.ForBill(received.Callback.BillId), received.Callback) by day;
        foreach (var day in keys)
        {
            var known = day.ToHashSet(StringComparer.Ordinal);
            await Task.WhenAll(
                FormerJournalRow.Partitions(day.Key).Select(partition => DeleteAsync(table, partition, known, cancellationToken))
            );
        }
    }

    private static async Task DeleteAsync(TableClient table, string partition, HashSet<string> known, CancellationToken cancellationToken)
    {
        var (first, behind) = FormerJournalRow.Around(known);
        var rows = await table.ReadAsync(
            TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {first} and RowKey lt {behind}"),
            cancellationToken,
            select: [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey)]
        );
        foreach (var chunk in rows.Where(row => known.Contains(row.RowKey)).Chunk(MostRows))
            await DeleteAsync(table, chunk, cancellationToken);
    }

    private static async Task DeleteAsync(TableClient table, TableEntity[] rows, CancellationToken cancellationToken)
    {
        try
        {
            await table.SubmitTransactionAsync(
                rows.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)),
                cancellationToken
            );
        }
        catch (RequestFailedException fault) when (fault.Status is 404)
        {
            // Another rebuild runs, or an answer was lost: some are gone.
            if (rows.Length > 1)
            {
                foreach (var row in rows)
                    await DeleteAsync(table, [row], cancellationToken);
            }
        }
    }
}
