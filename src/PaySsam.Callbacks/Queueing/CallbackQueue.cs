using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Queueing;

/// <summary>The queue between the acknowledgement and the table.</summary>
public sealed class CallbackQueue(QueueServiceClient service)
{
    private static readonly TimeSpan Never = TimeSpan.FromSeconds(-1);
    private readonly QueueClient _queue = service.GetQueueClient(StorageNames.CallbackQueue);

    /// <summary>
    /// Returns once the callback is durably stored; whatever it throws, the callback must not be acknowledged. It may
    /// be stored all the same, which a later repeat does not mind.
    /// </summary>
    /// <exception cref="RequestFailedException">Storage refused or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The time was up.</exception>
    public Task EnqueueAsync(ReceivedCallback callback, CancellationToken cancellationToken) =>
        EnqueueAsync(CallbackMessage.Encode([callback]), cancellationToken);

    /// <summary>The same, for the text of a message.</summary>
    public async Task EnqueueAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            await _queue.SendMessageAsync(text, timeToLive: Never, cancellationToken: cancellationToken);
        }
        catch (RequestFailedException fault) when (fault.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            await _queue.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            await _queue.SendMessageAsync(text, timeToLive: Never, cancellationToken: cancellationToken);
        }
    }
}
