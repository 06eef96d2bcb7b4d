using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using PaySsam.Callbacks.Expecting;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Reconciliation;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Retaining;

/// <summary>The bills that were sent out, and expired, long enough ago: all goes but their ids, amounts and days; later the rest.</summary>
public sealed class DueExpectedBills(TableServiceClient service)
{
    private static readonly string[] Plain =
    [
        ExpectedBills.BillId,
        ExpectedBills.AmountWon,
        ExpectedBills.ExpiresOn,
        ExpectedBills.RegisteredOn,
    ];

    private static readonly string[] OfEveryRow = ["odata.etag", "PartitionKey", "RowKey", "Timestamp"];

    private readonly TableClient _table = service.GetTableClient(StorageNames.ExpectedBillTable);

    /// <summary>Those behind a key, in the order of their keys.</summary>
    internal async IAsyncEnumerable<DueItem> ReadAsync(
        RetentionCutoffs cutoffs,
        string? after,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if ((cutoffs.Expected ?? cutoffs.Bills) is null)
            yield break;
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {ExpectedBills.Partition} and RowKey gt {after ?? ""}");
        await foreach (var page in _table.ReadPagesAsync(filter, cancellationToken))
        {
            foreach (var row in page)
            {
                if (DueItem.Of(row.RowKey, () => Item(row, cutoffs)) is { } item)
                    yield return item;
            }

            if (page is [.., var last])
                yield return DueItem.Reached(last.RowKey);
        }
    }

    /// <summary>Erases one, whenever it was sent out; true where there was something to erase.</summary>
    internal async Task<bool> EraseAsync(string billKey, CancellationToken cancellationToken)
    {
        var row = await _table.ReadAsync(
            TableClient.CreateQueryFilter($"PartitionKey eq {ExpectedBills.Partition} and RowKey eq {billKey}"),
            cancellationToken
        );
        return row is [var one] && HoldsMore(one) && await TryAsync(EraseAsync(one, cancellationToken));
    }

    private DueItem? Item(TableEntity row, RetentionCutoffs cutoffs)
    {
        var days = new[] { ExpectedBills.RegisteredOn, ExpectedBills.ExpiresOn }.Select(name => KoreanDay.Read(row.GetString(name)));
        var since = days.Max() is { } day ? RetentionCutoffs.EndOf(day) : row.Timestamp.GetValueOrDefault();
        if (since < cutoffs.Bills)
            return Item(
                row,
                new RetentionCounts { ExpectedDeleted = 1, Oldest = since },
                stop => _table.DeleteEntityAsync(row.PartitionKey, row.RowKey, row.ETag, stop)
            );
        return since < cutoffs.Expected && HoldsMore(row)
            ? Item(row, new RetentionCounts { ExpectedErased = 1, Oldest = since }, stop => EraseAsync(row, stop))
            : null;
    }

    private static DueItem Item(TableEntity row, RetentionCounts done, Func<CancellationToken, Task> act) =>
        new(row.RowKey, done, async stop => await TryAsync(act(stop)) ? done : RetentionCounts.None);

    private static bool HoldsMore(TableEntity row) => row.Keys.Except(Plain).Except(OfEveryRow).Any();

    private Task<Response> EraseAsync(TableEntity row, CancellationToken cancellationToken)
    {
        var erased = new TableEntity(row.PartitionKey, row.RowKey);
        foreach (var name in Plain.Where(row.ContainsKey))
            erased[name] = row[name];
        return _table.UpdateEntityAsync(erased, row.ETag, TableUpdateMode.Replace, cancellationToken);
    }

    /// <summary>False where it was registered anew meanwhile: its time begins anew.</summary>
    private static async Task<bool> TryAsync(Task change)
    {
        try
        {
            await change;
            return true;
        }
        catch (RequestFailedException fault) when (fault.Status is 404 or 412)
        {
            return false;
        }
    }
}
