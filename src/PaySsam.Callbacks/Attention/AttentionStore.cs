using Azure;
using Azure.Data.Tables;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Attention;

/// <summary>The table <c>Attention</c>: see <see cref="AttentionRow"/>.</summary>
public sealed class AttentionStore(TableServiceClient service)
{
    /// <summary>Open bills are counted up to here: an alert or a page needs no more.</summary>
    public const int MostCounted = 1000;

    private const int MostAttempts = 20;

    private readonly TableClient _table = service.GetTableClient(StorageNames.AttentionTable);

    /// <summary>
    /// Changes a bill's row over the very row that was read. Returns once it stands in the table, or nothing had to change.
    /// </summary>
    /// <param name="billKey">The bill's key.</param>
    /// <param name="change">Of the row as it stands, null where there is none or it cannot be read, makes what it should be; null where
    /// that is as it is. It may be called again.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The bill as it is then; null where it has no row.</returns>
    internal async Task<BillAttention?> UpdateAsync(
        string billKey,
        Func<BillAttention?, BillAttention?> change,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            var (known, etag) = await FindAsync(billKey, cancellationToken);
            if (change(known) is not { } changed)
                return known;
            var row = AttentionRow.Write(changed);
            if (known is not null && AttentionRow.Write(known).Says(row))
                return known;
            try
            {
                await _table.WriteAsync(
                    table =>
                        etag == default
                            ? table.AddEntityAsync(row, cancellationToken)
                            : table.UpdateEntityAsync(row, etag, TableUpdateMode.Replace, cancellationToken),
                    cancellationToken
                );
                return changed;
            }
            catch (RequestFailedException fault) when (fault.Status is 404 or 409 or 412 && attempt < MostAttempts)
            {
                // Another wrote it, or an answer was lost: look again.
                await Task.Delay(Random.Shared.Next(10 * attempt), cancellationToken);
            }
        }
    }

    /// <summary>Erases what a person wrote of a bill.</summary>
    internal Task EraseNoteAsync(string billKey, CancellationToken cancellationToken) =>
        UpdateAsync(billKey, known => known is null ? null : known with { Note = null }, cancellationToken);

    /// <summary>Returns once a bill has no row.</summary>
    internal Task RemoveAsync(string billKey, CancellationToken cancellationToken) =>
        _table.DeleteEntityAsync(AttentionRow.Partition, billKey, ETag.All, cancellationToken);

    /// <summary>Null where the bill has no row, or none that can be read.</summary>
    internal async Task<BillAttention?> ReadAsync(string billKey, CancellationToken cancellationToken) =>
        (await FindAsync(billKey, cancellationToken)).Bill;

    /// <summary>One page, in the order of the bills' keys; rows that cannot be read are left out and counted.</summary>
    /// <param name="until">Only what may be listed by then; all bills when null.</param>
    /// <param name="most">The size of the page.</param>
    /// <param name="after">The key that the page before ended with; null for the first page.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async Task<(IReadOnlyList<BillAttention> Bills, int Damaged, string? Next)> ListAsync(
        DateTimeOffset? until,
        int most,
        string? after,
        CancellationToken cancellationToken
    )
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {AttentionRow.Partition} and RowKey gt {after ?? ""}");
        if (until is { } time)
            filter = $"{filter} and {Listed(time)}";
        var rows = await _table.ReadAsync(filter, cancellationToken, most + 1);
        var bills = rows.Take(most).Select(TryRead).ToList();
        return ([.. bills.OfType<BillAttention>()], bills.Count(bill => bill is null), rows.Count > most ? rows[most - 1].RowKey : null);
    }

    /// <summary>How many bills are listed; <see cref="MostCounted"/> means so many or more.</summary>
    internal async Task<int> CountOpenAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        (await _table.ReadAsync(Listed(now), cancellationToken, MostCounted, [nameof(TableEntity.RowKey)])).Count;

    // A row without the time is closed: no comparison is true of it.
    private static string Listed(DateTimeOffset now) => TableClient.CreateQueryFilter($"Open eq {true} and OpenFrom le {now}");

    /// <summary>Of a row that cannot be read the ETag alone, to write over it; default where there is no row.</summary>
    private async Task<(BillAttention? Bill, ETag ETag)> FindAsync(string billKey, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {AttentionRow.Partition} and RowKey eq {billKey}");
        var rows = await _table.ReadAsync(filter, cancellationToken, most: 1);
        return rows is [var row] ? (TryRead(row), row.ETag) : default;
    }

    private static BillAttention? TryRead(TableEntity row)
    {
        try
        {
            return AttentionRow.Read(row);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
