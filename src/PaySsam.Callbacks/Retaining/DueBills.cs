using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Storage;
using PaySsam.Callbacks.Telemetry;

namespace PaySsam.Callbacks.Retaining;

/// <summary>The bills whose last callback came long enough ago to be erased, or deleted.</summary>
public sealed partial class DueBills(TableServiceClient service, BillEraser eraser, BillRemover remover, ILogger<DueBills> logger)
{
    private static readonly string[] Columns =
    [
        nameof(TableEntity.PartitionKey),
        nameof(TableEntity.RowKey),
        nameof(TableEntity.Timestamp),
        StateRow.LastReceivedAt,
        StateRow.ErasedAt,
    ];

    private readonly TableClient _table = service.GetTableClient(StorageNames.PaymentTable);

    /// <summary>Those behind a key, in the order of their keys.</summary>
    internal async IAsyncEnumerable<DueItem> ReadAsync(
        RetentionCutoffs cutoffs,
        string? after,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if ((cutoffs.Personal ?? cutoffs.Bills) is null)
            yield break;
        var filter = TableClient.CreateQueryFilter($"PartitionKey gt {after ?? ""} and RowKey eq {StateRow.Key}");
        await foreach (var page in _table.ReadPagesAsync(filter, cancellationToken, Columns))
        {
            foreach (var row in page)
            {
                if (DueItem.Of(row.PartitionKey, () => Item(row, cutoffs)) is { } item)
                    yield return item;
            }

            if (page is [.., var last])
                yield return DueItem.Reached(last.PartitionKey);
        }
    }

    private DueItem? Item(TableEntity row, RetentionCutoffs cutoffs)
    {
        var billKey = row.PartitionKey;
        var since = Since(row, cutoffs);
        if (since < cutoffs.Bills)
            return new DueItem(
                billKey,
                new RetentionCounts { BillsDeleted = 1, Oldest = since },
                async stop => Done(await remover.RemoveAsync(billKey, cutoffs, stop), billKey, new RetentionCounts { BillsDeleted = 1 })
            );
        if (since < cutoffs.Personal && !row.ContainsKey(StateRow.ErasedAt))
            return new DueItem(
                billKey,
                new RetentionCounts { BillsErased = 1, Oldest = since },
                async stop =>
                    Done((await eraser.EraseAsync(billKey, cutoffs, stop)).Outcome, billKey, new RetentionCounts { BillsErased = 1 })
            );
        return null;
    }

    /// <summary>Since when a bill has been kept.</summary>
    /// <exception cref="InvalidDataException">Its row is damaged.</exception>
    internal static DateTimeOffset Since(TableEntity state, RetentionCutoffs cutoffs) =>
        cutoffs.Since(StateRow.ReadLastReceivedAt(state), StateRow.ReadUpdatedAt(state));

    private RetentionCounts Done(ErasedBillOutcome outcome, string billKey, RetentionCounts done)
    {
        if (outcome is ErasedBillOutcome.Erased)
            return done;
        if (outcome is not ErasedBillOutcome.Damaged)
            return RetentionCounts.None;
        Log.Damaged(logger, LogText.Of(billKey));
        return new RetentionCounts { Damaged = 1 };
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Bill {BillKey} is due to be erased, but a row of it is damaged: mend it, or rebuild the journal")]
        public static partial void Damaged(ILogger logger, string billKey);
    }
}
