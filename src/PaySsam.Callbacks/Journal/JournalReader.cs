using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using PaySsam.Callbacks.Storage;
using PaySsam.Callbacks.Wire;

namespace PaySsam.Callbacks.Journal;

/// <summary>
/// Reads a day of the journal, its eight shards merged by their row keys. The rows of a bill follow each other, so no more
/// of a day is ever held than a segment of each shard and one bill.
/// </summary>
public sealed class JournalReader(TableServiceClient service)
{
    /// <summary>Rows of a shard that one read brings: Table Storage's limit.</summary>
    internal const int LargestSegment = 1000;

    private readonly TableClient _table = service.GetTableClient(StorageNames.JournalTable);

    /// <summary>
    /// What counts of each bill of a day, in the order of the row keys. A callback counts once, in however many shards it
    /// stands; and of all that have one state and one approval number, which would be one payment told in different words, the
    /// one of the highest rank.
    /// </summary>
    /// <param name="day">The Korean day.</param>
    /// <param name="state">Only what says this; everything when null.</param>
    /// <param name="afterBill">Only bills behind the one of this key; all when null.</param>
    /// <param name="segment">Rows of a shard that one read brings.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    internal async IAsyncEnumerable<IReadOnlyList<JournalEntry>> ReadAsync(
        DateOnly day, ApprState? state, string? afterBill, int segment, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var shards = JournalRow.Partitions(day)
            .Select(partition => new JournalShard(Segments(Filter(partition, state, afterBill), segment, select: null, stop.Token))).ToList();
        try
        {
            var ahead = new PriorityQueue<JournalShard, string>(StringComparer.Ordinal);
            foreach (var (shard, any) in shards.Zip(await Task.WhenAll(shards.Select(shard => shard.MoveNextAsync()))))
            {
                if (any)
                    ahead.Enqueue(shard, shard.Current.RowKey);
            }

            var bill = new List<JournalEntry>();
            while (ahead.TryDequeue(out var shard, out _))
            {
                var entry = JournalRow.Read(shard.Current);
                if (bill.Count > 0 && bill[0].BillKey != entry.BillKey)
                {
                    yield return bill;
                    bill = [];
                }

                Add(bill, entry);
                if (await shard.MoveNextAsync())
                    ahead.Enqueue(shard, shard.Current.RowKey);
            }

            if (bill.Count > 0)
                yield return bill;
        }
        finally
        {
            await stop.CancelAsync();
            foreach (var shard in shards)
                await shard.DisposeAsync();
        }
    }

    /// <summary>When the callback of some days that came last came; null where there is none.</summary>
    internal async Task<DateTimeOffset?> LastReceivedAsync(DateOnly from, DateOnly to, CancellationToken cancellationToken) =>
        (await Task.WhenAll(JournalRow.Partitions(from).Zip(JournalRow.Partitions(to), (first, last) => LastReceivedAsync(first, last, cancellationToken)))).Max();

    private async Task<DateTimeOffset?> LastReceivedAsync(string firstPartition, string lastPartition, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey ge {firstPartition} and PartitionKey le {lastPartition}");
        DateTimeOffset? last = null;
        await using var rows = new JournalShard(Segments(filter, LargestSegment, [JournalRow.ReceivedAt], cancellationToken));
        while (await rows.MoveNextAsync())
        {
            if (rows.Current.GetDateTimeOffset(JournalRow.ReceivedAt) is { } time && !(time < last))
                last = time;
        }

        return last;
    }

    private IAsyncEnumerator<Page<TableEntity>> Segments(string filter, int rows, IEnumerable<string>? select, CancellationToken cancellationToken) =>
        _table.QueryAsync<TableEntity>(filter, rows, select, cancellationToken).AsPages().GetAsyncEnumerator(cancellationToken);

    private static string Filter(string partition, ApprState? state, string? afterBill)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition}");
        if (state is not null)
            filter += $" and {TableClient.CreateQueryFilter($"appr_state eq {state.ToString()}")}";
        return afterBill is null ? filter : $"{filter} and {TableClient.CreateQueryFilter($"RowKey gt {JournalRow.BehindBill(afterBill)}")}";
    }

    private static void Add(List<JournalEntry> bill, JournalEntry entry)
    {
        var known = bill.FindIndex(other => (other.State, other.ApprNum) == (entry.State, entry.ApprNum));
        if (known < 0)
            bill.Add(entry);
        else if (string.CompareOrdinal(entry.Rank, bill[known].Rank) > 0)
            bill[known] = entry;
    }
}
