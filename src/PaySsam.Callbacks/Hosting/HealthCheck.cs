using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PaySsam.Callbacks.Http;
using PaySsam.Callbacks.Settings;
using PaySsam.Callbacks.Storage;
using PaySsam.Callbacks.Telemetry;

namespace PaySsam.Callbacks.Hosting;

/// <summary>
/// Whether callbacks can be taken and recorded now: one small read of the queue and one of the table. Strangers may ask as often
/// as they like, so callers share one check, and a healthy one holds for three seconds. One that failed took seconds itself: the
/// next caller tries again.
/// </summary>
public sealed partial class HealthCheck(
    QueueServiceClient queues,
    TableServiceClient tables,
    IOptions<PaySsamOptions> options,
    TimeProvider time,
    ILogger<HealthCheck> logger
)
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(3);
    private readonly QueueClient _queue = queues.GetQueueClient(StorageNames.CallbackQueue);
    private readonly TableClient _table = tables.GetTableClient(StorageNames.PaymentTable);
    private readonly Lock _turn = new();
    private Task<bool>? _check;
    private long _checkedAt;

    /// <summary>200 <c>{"status":"healthy"}</c>, or 503 <c>{"status":"unhealthy"}</c> where storage does not answer within 5 s.</summary>
    /// <param name="forOperator">
    /// Whether the operator asks, and is told in <c>warnings</c>, where there are any, of keys that are easy to guess. Nobody
    /// else may know.
    /// </param>
    public async Task<Reply> CheckAsync(bool forOperator) =>
        await ShareAsync()
            ? Healthy(forOperator ? [.. options.Value.Warnings] : [])
            : new Reply(503, """{"status":"unhealthy"}"""u8.ToArray());

    private Task<bool> ShareAsync()
    {
        lock (_turn)
        {
            if (_check is { IsCompletedSuccessfully: true } ended && (!ended.Result || time.GetElapsedTime(_checkedAt) >= Kept))
                _check = null;
            return _check ??= AnswersAsync();
        }
    }

    private async Task<bool> AnswersAsync()
    {
        using var budget = new CancellationTokenSource(Budget);
        try
        {
            await Task.WhenAll(_queue.ExistsAsync(budget.Token), _table.ReadAsync("PartitionKey eq ''", budget.Token, most: 1));
            return true;
        }
        catch (Exception fault)
        {
            if (StorageFault.IsOfStorage(fault))
                Log.Unhealthy(logger, FaultText.Of(fault));
            else
                Log.Failed(logger, FaultText.Of(fault));
            return false;
        }
        finally
        {
            _checkedAt = time.GetTimestamp();
        }
    }

    private static Reply Healthy(string[] warnings) =>
        Reply.Ok(json =>
        {
            json.WriteString("status", "healthy");
            if (warnings is [])
                return;
            json.WriteStartArray("warnings");
            foreach (var warning in warnings)
                json.WriteStringValue(warning);
            json.WriteEndArray();
        });

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Storage does not answer: {Fault}")]
        public static partial void Unhealthy(ILogger logger, string fault);

        [LoggerMessage(LogLevel.Error, "The health check failed: {Fault}")]
        public static partial void Failed(ILogger logger, string fault);
    }
}
