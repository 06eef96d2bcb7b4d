using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Queueing;

/// <summary>The queue between the acknowledgement and the table. Callbacks that come at once travel together in one message.</summary>
public sealed class CallbackQueue
{
    // More than any host lets in at once; with callbacks of a usual size, some tenths of a second of writing.
    private const int MostWaiting = 1000;

    // The same as each caller's: storage that asks for a longer pause must not hold up those who come after.
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Never = TimeSpan.FromSeconds(-1);
    private readonly QueueClient _queue;
    private readonly GroupCommit _commit;

    /// <summary>Adds to the queue <c>payssam-callbacks</c>.</summary>
    public CallbackQueue(QueueServiceClient service)
    {
        _queue = service.GetQueueClient(StorageNames.CallbackQueue);
        _commit = new GroupCommit(WriteAsync, CallbackMessage.Room, MostWaiting);
    }

    /// <summary>
    /// Returns once the callback is durably stored; whatever it throws, the callback must not be acknowledged. It may
    /// be stored all the same, which a later repeat does not mind.
    /// </summary>
    /// <exception cref="RequestFailedException">Storage refused or could not be reached.</exception>
    /// <exception cref="InvalidOperationException">1,000 callbacks wait already.</exception>
    /// <exception cref="OperationCanceledException">The time was up.</exception>
    public Task EnqueueAsync(ReceivedCallback callback, CancellationToken cancellationToken) =>
        _commit.CommitAsync(CallbackMessage.EncodeItem(callback), cancellationToken);

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

    private async Task WriteAsync(IReadOnlyCollection<byte[]> items)
    {
        using var budget = new CancellationTokenSource(Budget);
        await EnqueueAsync(CallbackMessage.Join(items), budget.Token);
    }
}
