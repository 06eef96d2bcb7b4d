using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Storage;
using PaySsam.Callbacks.Telemetry;

namespace PaySsam.Callbacks.Reading;

/// <summary>What many bills are now, in as few reads as can be.</summary>
public sealed partial class BillStates(TableServiceClient service, ILogger<BillStates> logger)
{
    // Bills that one read of a range must have reached; otherwise they lie so far apart that each is read alone.
    private const int Least = 10;
    private const int MostAtOnce = 8;

    private readonly TableClient _table = service.GetTableClient(StorageNames.PaymentTable);

    /// <summary>
    /// The payments of the first so many of the bills: of all, or of as many as one read of the table reached, 10 at the
    /// least. A bill without one, or whose row is damaged, is left out.
    /// </summary>
    /// <param name="billKeys">At least one.</param>
    /// <param name="damaged">Counts the rows of these bills that cannot be read.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async Task<(int Bills, IReadOnlyDictionary<string, BillNow> Now)> ReadAsync(
        IReadOnlyList<string> billKeys,
        DamagedRows damaged,
        CancellationToken cancellationToken
    )
    {
        var (rows, reached) = await ReadRangeAsync(
            billKeys.Min(StringComparer.Ordinal)!,
            billKeys.Max(StringComparer.Ordinal)!,
            cancellationToken
        );
        var (now, wanted) = (new Dictionary<string, BillNow>(), billKeys.ToHashSet(StringComparer.Ordinal));
        foreach (var row in rows.Where(row => wanted.Contains(row.PartitionKey)))
            Add(now, row.PartitionKey, row, damaged);
        var beyond = billKeys.Where(key => string.CompareOrdinal(key, reached) > 0).ToList();
        var bills = billKeys.TakeWhile(key => string.CompareOrdinal(key, reached) <= 0).Count();
        if (bills >= Math.Min(Least, billKeys.Count))
            return (bills, now);

        var options = new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            beyond,
            options,
            async (key, token) =>
            {
                var row = await _table.GetEntityIfExistsAsync<TableEntity>(key, StateRow.Key, BillNow.Columns, token);
                if (row.HasValue)
                {
                    lock (now)
                        Add(now, key, row.Value!, damaged);
                }
            }
        );
        return (billKeys.Count, now);
    }

    /// <summary>One read, of at most 1,000 bills; says which key it reached.</summary>
    private async Task<(IReadOnlyList<TableEntity> Rows, string Reached)> ReadRangeAsync(
        string first,
        string last,
        CancellationToken cancellationToken
    )
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey ge {first} and PartitionKey le {last} and RowKey eq {StateRow.Key}");
        try
        {
            await foreach (
                var segment in _table
                    .QueryAsync<TableEntity>(filter, select: ["PartitionKey", .. BillNow.Columns], cancellationToken: cancellationToken)
                    .AsPages()
            )
            {
                return (
                    segment.Values,
                    segment.ContinuationToken is null ? last
                    : segment.Values is [.., var end] ? end.PartitionKey
                    : ""
                );
            }
        }
        catch (RequestFailedException fault) when (fault.ErrorCode == TableErrorCode.TableNotFound)
        {
            // Empty until the first write.
        }

        return ([], last);
    }

    private void Add(Dictionary<string, BillNow> now, string billKey, TableEntity row, DamagedRows damaged)
    {
        if (BillNow.Read(row) is { } state)
        {
            now[billKey] = state;
            return;
        }

        damaged.Add();
        Log.Damaged(logger, LogText.Of(billKey));
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The row 'state' of bill {BillKey} is damaged: lists do not say how the bill stands now")]
        public static partial void Damaged(ILogger logger, string billKey);
    }
}
