using Azure.Storage.Queues;
using Microsoft.Extensions.Hosting;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Hosting;

/// <summary>
/// Fetches the identity's token and opens a connection to the queue while the host is still starting: a cold start has a
/// callback waiting, which then need not wait for those too.
/// </summary>
internal sealed class WarmUp(QueueServiceClient queues) : IHostedService
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
        catch (Exception)
        {
            // Whatever it is, the first callback will tell.
        }
    }
}
