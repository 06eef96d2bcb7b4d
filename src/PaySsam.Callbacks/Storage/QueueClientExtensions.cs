using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace PaySsam.Callbacks.Storage;

/// <summary>Deployment creates the queues. One that is missing all the same is created by the first message to it.</summary>
internal static class QueueClientExtensions
{
    private static readonly TimeSpan Never = TimeSpan.FromSeconds(-1);

    /// <summary>Returns once the message is durably stored; it never expires.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="text">The message's text.</param>
    /// <param name="delay">How long nobody sees it; at most 7 days.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task SendAsync(this QueueClient queue, string text, TimeSpan delay, CancellationToken cancellationToken)
    {
        try
        {
            await queue.SendMessageAsync(text, delay, Never, cancellationToken);
        }
        catch (RequestFailedException fault) when (fault.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            await queue.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            await queue.SendMessageAsync(text, delay, Never, cancellationToken);
        }
    }
}
