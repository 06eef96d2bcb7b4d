using Azure.Storage.Queues;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Storage;
using PaySsam.Callbacks.Telemetry;

namespace PaySsam.Callbacks.Hosting;

/// <summary>
/// Fetches the identity's token and opens a connection to the queue while the host is still starting: a cold start has a
/// callback waiting, which then need not wait for those too.
/// </summary>
internal sealed partial class WarmUp(QueueServiceClient queues, ILogger<WarmUp> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = Task.Run(TouchAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task TouchAsync()
    {
        try
        {
            await queues.GetQueueClient(StorageNames.CallbackQueue).ExistsAsync();
        }
        catch (Exception fault)
        {
            // The first callback tries again, and its answer counts.
            Log.NotReached(logger, FaultText.Of(fault));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The queue could not be reached while the app starts: {Fault}")]
        public static partial void NotReached(ILogger logger, string fault);
    }
}
