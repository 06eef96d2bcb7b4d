using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Retaining;

/// <summary>Deletions that a crash broke off: see <see cref="BillRemover"/>.</summary>
public sealed class DueRemovals(TableServiceClient service, BillRemover remover)
{
    private readonly TableClient _sweeps = service.GetTableClient(StorageNames.SweepTable);

    internal async IAsyncEnumerable<DueItem> ReadAsync(string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {BillRemover.Partition} and RowKey gt {after ?? ""}");
        await foreach (var page in _sweeps.ReadPagesAsync(filter, cancellationToken))
        {
            foreach (var note in page)
            {
                yield return new DueItem(
                    note.RowKey,
                    RetentionCounts.None,
                    async stop =>
                    {
                        await remover.ForgetAsync(note, stop);
                        return RetentionCounts.None;
                    }
                );
            }
        }
    }
}
