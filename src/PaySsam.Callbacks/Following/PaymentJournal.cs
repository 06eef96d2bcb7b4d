using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Storage;
using PaySsam.Callbacks.Telemetry;

namespace PaySsam.Callbacks.Following;

/// <summary>
/// The table <c>Journal</c>: the movements of every bill by their days. What comes again is written again over itself, or in another shard
/// beside itself; of a bill's rows of a day readers take the highest.
/// </summary>
public sealed partial class PaymentJournal(TableServiceClient service, CallbackMetrics metrics, ILogger<PaymentJournal> logger)
    : IRecordedFollower
{
    // Table Storage's limit on a transaction; its 4 MiB hold a hundred rows of some movements each.
    private const int MostRows = 100;

    // Characters of movements in a transaction.
    private const int MostCharacters = 1024 * 1024;

    private readonly TableClient _table = service.GetTableClient(StorageNames.JournalTable);

    /// <summary>All in the shard of the first bill, so that a message costs a transaction for each day.</summary>
    public Task FollowAsync(IReadOnlyList<RecordedBill> bills, CancellationToken cancellationToken)
    {
        var shard = JournalRow.Shard(TableKey.ForBill(bills[0].Payment.BillId));
        return WriteAsync([.. bills.Select(bill => JournalRows.Of(shard, bill.Payment.BillId, bill.Change))], cancellationToken);
    }

    /// <summary>
    /// Each bill in the shard of its own. Then deletes what older versions wrote of their callbacks. Of a bill with a damaged row not all
    /// movements are known: what stands there, also of an older version, may know more, and stays.
    /// </summary>
    internal async Task RewriteAsync(IReadOnlyList<RebuiltBill> bills, CancellationToken cancellationToken)
    {
        var whole = bills.Where(bill => bill is { Callbacks: [_, ..], IsWhole: true }).ToList();
        await WriteAsync([.. whole.Select(Rows)], cancellationToken);
        foreach (var row in bills.Where(bill => bill is { Callbacks: [_, ..], IsWhole: false }).Select(Rows).SelectMany(All))
        {
            if (!await FormerJournal.IsBesideAsync(_table, row, cancellationToken))
                await AddIfMissingAsync(row, cancellationToken);
        }

        await FormerJournal.DeleteAsync(_table, whole, cancellationToken);
    }

    private static JournalRows Rows(RebuiltBill bill)
    {
        var billId = bill.Callbacks[0].Callback.BillId;
        return JournalRows.Of(JournalRow.Shard(TableKey.ForBill(billId)), billId, bill.Change);
    }

    private static IEnumerable<TableEntity> All(JournalRows rows) => [.. rows.Leaving, .. rows.Others];

    private async Task WriteAsync(List<JournalRows> bills, CancellationToken cancellationToken)
    {
        await WriteAsync(bills.SelectMany(bill => bill.Leaving), cancellationToken);
        await WriteAsync(bills.SelectMany(bill => bill.Others), cancellationToken);
    }

    private async Task WriteAsync(IEnumerable<TableEntity> rows, CancellationToken cancellationToken)
    {
        foreach (var partition in rows.GroupBy(row => row.PartitionKey))
        {
            // A bill whose callbacks were recorded one by one can have a row twice: the later knows as much.
            foreach (var chunk in Chunks(partition.Reverse().DistinctBy(row => row.RowKey)))
                await WriteAsync(chunk, cancellationToken);
        }
    }

    private static IEnumerable<TableEntity[]> Chunks(IEnumerable<TableEntity> rows)
    {
        var (chunk, characters) = (new List<TableEntity>(), 0);
        foreach (var row in rows)
        {
            characters += row.Sum(property => (property.Value as string)?.Length ?? 0);
            if (chunk.Count == MostRows || (chunk.Count > 0 && characters > MostCharacters))
            {
                yield return [.. chunk];
                chunk.Clear();
                characters = row.Sum(property => (property.Value as string)?.Length ?? 0);
            }

            chunk.Add(row);
        }

        if (chunk.Count > 0)
            yield return [.. chunk];
    }

    private async Task WriteAsync(TableEntity[] rows, CancellationToken cancellationToken)
    {
        try
        {
            await AddOrReplaceAsync(rows, cancellationToken);
        }
        catch (RequestFailedException refusal) when (refusal.Status is 400 or 413)
        {
            // It would be refused for ever, and must not hold up the payments. One at a time, so that only what is refused is missing.
            if (rows.Length > 1)
            {
                foreach (var row in rows)
                    await WriteAsync([row], cancellationToken);
                return;
            }

            metrics.JournalRefused();
            Log.Refused(logger, refusal.Status, refusal.ErrorCode);
        }
    }

    private async Task AddOrReplaceAsync(TableEntity[] rows, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(rows, TableTransactionActionType.Add, cancellationToken);
        }
        catch (RequestFailedException known) when (known.Status is 409)
        {
            // Some stand there already: the message comes again, or its answer was lost.
            await WriteAsync(rows, TableTransactionActionType.UpsertReplace, cancellationToken);
        }
    }

    private async Task AddIfMissingAsync(TableEntity row, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync([row], TableTransactionActionType.Add, cancellationToken);
        }
        catch (RequestFailedException known) when (known.Status is 409)
        {
            // It stands there.
        }
    }

    private Task WriteAsync(TableEntity[] rows, TableTransactionActionType action, CancellationToken cancellationToken)
    {
        var change = Array.ConvertAll(rows, row => new TableTransactionAction(action, row));
        return _table.WriteAsync(table => table.SubmitTransactionAsync(change, cancellationToken), cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(
            LogLevel.Error,
            "A row of the journal was refused and is missing there; its payment is recorded: {Status} {ErrorCode}"
        )]
        public static partial void Refused(ILogger logger, int status, string? errorCode);
    }
}
