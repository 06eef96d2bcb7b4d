using Azure;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Hosting;

/// <summary>Whether callbacks can be taken and recorded now: one small read of the queue and one of the table.</summary>
public sealed partial class HealthCheck(QueueServiceClient queues, TableServiceClient tables, ILogger<HealthCheck> logger)
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(5);
    private readonly QueueClient _queue = queues.GetQueueClient(StorageNames.CallbackQueue);
    private readonly TableClient _table = tables.GetTableClient(StorageNames.PaymentTable);

    /// <summary>200 <c>{"status":"healthy"}</c>, or 503 <c>{"status":"unhealthy"}</c> where storage does not answer within 5 s.</summary>
    public async Task<Reply> CheckAsync()
    {
        using var budget = new CancellationTokenSource(Budget);
        try
        {
            await Task.WhenAll(
                _queue.ExistsAsync(budget.Token),
                _table.ReadAsync("PartitionKey eq ''", budget.Token, most: 1));
            return new Reply(200, """{"status":"healthy"}"""u8.ToArray());
        }
        catch (Exception fault)
        {
            Log.Unhealthy(logger, fault.GetType().Name, (fault as RequestFailedException)?.ErrorCode);
            return new Reply(503, """{"status":"unhealthy"}"""u8.ToArray());
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Storage does not answer: {Fault} {ErrorCode}")]
        public static partial void Unhealthy(ILogger logger, string fault, string? errorCode);
    }
}
