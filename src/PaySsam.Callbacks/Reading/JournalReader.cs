using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Storage;
using PaySsam.Callbacks.Telemetry;

namespace PaySsam.Callbacks.Reading;

/// <summary>
/// Reads a day of the journal, its eight shards merged by their row keys; until the journal was rebuilt, the eight of older versions
/// beside them. The rows of a bill follow each other, so no more of a day is ever held than a segment of each shard and one bill.
/// </summary>
public sealed partial class JournalReader(
    TableServiceClient service,
    JournalMark mark,
    CallbackMetrics metrics,
    ILogger<JournalReader> logger
)
{
    /// <summary>Rows of a shard that one read brings: Table Storage's limit.</summary>
    internal const int LargestSegment = 1000;

    // Damaged rows of one reading; those beyond are only counted.
    private const int MostLogged = 10;

    private readonly TableClient _table = service.GetTableClient(StorageNames.JournalTable);

    /// <summary>
    /// What counts of each bill of a day (see <see cref="BillDay"/>), in the order of the row keys. A row that cannot be read is counted,
    /// logged and left out.
    /// </summary>
    /// <param name="day">The Korean day.</param>
    /// <param name="state">Only what says this; everything when null.</param>
    /// <param name="afterBill">Only bills behind the one of this key; all when null.</param>
    /// <param name="damaged">Counts the rows that are left out.</param>
    /// <param name="segment">Rows of a shard that one read brings.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    internal async IAsyncEnumerable<IReadOnlyList<JournalEntry>> ReadAsync(
        DateOnly day,
        ApprState? state,
        string? afterBill,
        DamagedRows damaged,
        int segment,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var partitions = JournalRow.Partitions(day);
        if (!await mark.IsSetAsync(stop.Token))
            partitions = partitions.Concat(FormerJournalRow.Partitions(day));
        var shards = partitions
            .Select(partition => new JournalShard(Segments(Filter(partition, afterBill), segment, select: null, stop.Token)))
            .ToList();
        try
        {
            var ahead = new PriorityQueue<JournalShard, string>(StringComparer.Ordinal);
            foreach (var (shard, any) in shards.Zip(await Task.WhenAll(shards.Select(shard => shard.MoveNextAsync()))))
            {
                if (any)
                    ahead.Enqueue(shard, shard.Current.RowKey);
            }

            var (bill, key) = (new BillDay(), (string?)null);
            while (ahead.TryDequeue(out var shard, out _))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var row = shard.Current;
                if (JournalRow.BillKey(row) is { } next && next != key)
                {
                    if (bill.Entries(state) is [_, ..] entries)
                        yield return entries;
                    (bill, key) = (new BillDay(), next);
                }

                Read(row, bill, damaged);
                if (await shard.MoveNextAsync())
                    ahead.Enqueue(shard, shard.Current.RowKey);
            }

            if (bill.Entries(state) is [_, ..] last)
                yield return last;
        }
        finally
        {
            await stop.CancelAsync();
            foreach (var shard in shards)
                await shard.DisposeAsync();
        }
    }

    /// <summary>When the callback of some days that came last came; null where there is none.</summary>
    internal async Task<DateTimeOffset?> LastReceivedAsync(DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var ranges = JournalRow.Partitions(from).Zip(JournalRow.Partitions(to));
        if (!await mark.IsSetAsync(cancellationToken))
            ranges = ranges.Concat(FormerJournalRow.Partitions(from).Zip(FormerJournalRow.Partitions(to)));
        return (await Task.WhenAll(ranges.Select(range => LastReceivedAsync(range.First, range.Second, cancellationToken)))).Max();
    }

    /// <summary>Ids of bills with a movement that came first on this day and belongs to another. Damaged rows are left out.</summary>
    internal async IAsyncEnumerable<string> LateBillsAsync(
        DateOnly receivedOn,
        DamagedRows damaged,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {JournalRow.LatePartition(receivedOn)}");
        await using var rows = new JournalShard(Segments(filter, LargestSegment, select: null, cancellationToken));
        string? last = null;
        while (await rows.MoveNextAsync())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var id = JournalRow.LateBill(rows.Current);
            if (id is null)
                damaged.Add();
            else if (id != last)
                yield return id;
            last = id ?? last;
        }
    }

    private async Task<DateTimeOffset?> LastReceivedAsync(string firstPartition, string lastPartition, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey ge {firstPartition} and PartitionKey le {lastPartition}");
        DateTimeOffset? last = null;
        await using var rows = new JournalShard(Segments(filter, LargestSegment, [JournalRow.ReceivedAt], cancellationToken));
        while (await rows.MoveNextAsync())
        {
            cancellationToken.ThrowIfCancellationRequested();

            // Of another type it is damaged; the reading of its day says so.
            if (rows.Current.TryGetValue(JournalRow.ReceivedAt, out var value) && value is DateTimeOffset time && !(time < last))
                last = time;
        }

        return last;
    }

    private IAsyncEnumerator<Page<TableEntity>> Segments(
        string filter,
        int rows,
        IEnumerable<string>? select,
        CancellationToken cancellationToken
    ) => _table.QueryAsync<TableEntity>(filter, rows, select, cancellationToken).AsPages().GetAsyncEnumerator(cancellationToken);

    private static string Filter(string partition, string? afterBill)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition}");
        return afterBill is null
            ? filter
            : $"{filter} and {TableClient.CreateQueryFilter($"RowKey gt {JournalRow.BehindBill(afterBill)}")}";
    }

    private void Read(TableEntity row, BillDay bill, DamagedRows damaged)
    {
        try
        {
            bill.Add(row);
        }
        catch (InvalidDataException fault)
        {
            damaged.Add();
            metrics.JournalDamaged();
            if (damaged.Count <= MostLogged)
                Log.Damaged(logger, row.PartitionKey, LogText.Of(JournalRow.BillKey(row) ?? "unknown"), fault.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "A row of the journal is damaged and left out, partition {Partition}, bill {BillKey}: {Problem}")]
        public static partial void Damaged(ILogger logger, string partition, string billKey, string problem);
    }
}
