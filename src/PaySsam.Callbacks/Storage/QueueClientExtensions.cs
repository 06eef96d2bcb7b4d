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

    /// <summary>When the first message that can be seen was sent; null where there is none, or no queue.</summary>
    public static Task<DateTimeOffset?> FirstInsertedAsync(this QueueClient queue, CancellationToken cancellationToken) =>
        OrNoneAsync<DateTimeOffset?>(
            async () =>
            {
                PeekedMessage? first = await queue.PeekMessageAsync(cancellationToken);
                return first?.InsertedOn;
            },
            none: null
        );

    /// <summary>About how many messages there are, hidden ones too; none where there is no queue.</summary>
    public static Task<int> CountAsync(this QueueClient queue, CancellationToken cancellationToken) =>
        OrNoneAsync(async () => (await queue.GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCount, none: 0);

    private static async Task<T> OrNoneAsync<T>(Func<Task<T>> ask, T none)
    {
        try
        {
            return await ask();
        }
        catch (RequestFailedException fault) when (fault.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            return none;
        }
    }
}
