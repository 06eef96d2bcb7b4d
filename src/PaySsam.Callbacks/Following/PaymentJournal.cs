using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Storage;
using PaySsam.Callbacks.Telemetry;

namespace PaySsam.Callbacks.Following;

/// <summary>
/// The table <c>Journal</c>: every recorded callback by its day, at least once. What comes again is written again, mostly over
/// itself; readers drop what has the same callback id.
/// </summary>
public sealed partial class PaymentJournal(TableServiceClient service, CallbackMetrics metrics, ILogger<PaymentJournal> logger)
    : IRecordedFollower
{
    // Table Storage's limit on a transaction; its 4 MiB are far.
    private const int MostRows = 100;

    private readonly TableClient _table = service.GetTableClient(StorageNames.JournalTable);

    /// <summary>
    /// All in the shard of the first, so that a message costs a transaction for each day, and finds its own rows when it comes
    /// again.
    /// </summary>
    public Task FollowAsync(IReadOnlyList<RecordedCallback> callbacks, CancellationToken cancellationToken)
    {
        var shard = JournalRow.Shard(callbacks[0].Received.Callback.Id);
        return WriteAsync(callbacks.Select(callback => JournalRow.Write(shard, callback.Received)), cancellationToken);
    }

    /// <summary>Each in the shard of its own. Then deletes an older version's row under another day, so that it counts once.</summary>
    internal async Task RewriteAsync(IReadOnlyList<ReceivedCallback> callbacks, CancellationToken cancellationToken)
    {
        await WriteAsync(
            callbacks.Select(received => JournalRow.Write(JournalRow.Shard(received.Callback.Id), received)),
            cancellationToken
        );
        foreach (var received in callbacks)
            await Task.WhenAll(
                JournalRow.Former(received).Select(row => _table.DeleteEntityAsync(row.Partition, row.Row, ETag.All, cancellationToken))
            );
    }

    private async Task WriteAsync(IEnumerable<TableEntity> rows, CancellationToken cancellationToken)
    {
        foreach (var day in rows.GroupBy(row => row.PartitionKey))
        {
            foreach (var chunk in day.Chunk(MostRows))
                await WriteAsync(chunk, cancellationToken);
        }
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
