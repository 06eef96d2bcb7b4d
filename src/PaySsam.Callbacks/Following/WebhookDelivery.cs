using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Settings;
using PaySsam.Callbacks.Storage;
using PaySsam.Callbacks.Telemetry;

namespace PaySsam.Callbacks.Following;

/// <summary>
/// Posts the events of a message of the queue <c>payment-deliveries</c>. What fails is tried again from a delayed message of its
/// own; a receiver that is away, or refuses, never makes the message itself come again.
/// </summary>
public sealed partial class WebhookDelivery(
    WebhookOptions options,
    WebhookSender sender,
    DeliveryQueue queue,
    DeadLetterStore deadLetters,
    CallbackMetrics metrics,
    TimeProvider time,
    ILogger<WebhookDelivery> logger
)
{
    // Posts of one message that are under way at once.
    private const int MostAtOnce = 8;

    /// <summary>After this no post is begun, so that a message ends long before the functionTimeout of host.json.</summary>
    internal static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Returns once each event of the message is delivered, or waits for its next attempt, or is kept as a dead letter, or is put
    /// back on the queue without an attempt: then the message may be deleted. Whatever it throws, the message must come again;
    /// what was delivered is then delivered again.
    /// </summary>
    /// <param name="message">The message's text as it stands on the queue.</param>
    /// <param name="cancellationToken">Ends the work; the message must come again.</param>
    public async Task DeliverAsync(string message, CancellationToken cancellationToken)
    {
        if (!DeliveryMessage.TryDecode(message, out var decoded, out var problem))
        {
            var letter = DeadLetter.OfMessage(
                DeadLetterReason.UnreadableMessage,
                StorageNames.DeliveryQueue,
                problem,
                message,
                time.GetUtcNow()
            );
            await KeepAsync(letter, cancellationToken);
            return;
        }

        var results = await PostAllAsync(decoded, cancellationToken);
        await FollowUpAsync(decoded, results, cancellationToken);
    }

    /// <summary>A result is null where the post was not begun: the time was up, or the receiver hangs.</summary>
    private async Task<PostResult?[]> PostAllAsync(DeliveryMessage message, CancellationToken cancellationToken)
    {
        var results = new PostResult?[message.Events.Count];
        using var late = new CancellationTokenSource(Deadline, time);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(
            0,
            results.Length,
            parallel,
            async (index, stop) => results[index] = await PostAsync(message.Events[index], message.Attempt, late.Token, stop)
        );
        return results;
    }

    private async Task<PostResult?> PostAsync(
        DeliveryMessage.Event one,
        int attempt,
        CancellationToken begin,
        CancellationToken cancellationToken
    )
    {
        if (options.Url is null)
            return new PostResult("no webhook is configured", IsGone: true);
        var result = await sender.TryPostAsync(one.Id, one.Json, begin, cancellationToken);
        if (result is null)
            return null;
        metrics.Posted(result.Problem is null, time.GetUtcNow() - one.Time);
        if (result.Problem is not null)
            Log.NotDelivered(logger, LogText.Of(one.Id), attempt + 1, result.Problem, result.Fault);
        return result;
    }

    private async Task FollowUpAsync(DeliveryMessage message, PostResult?[] results, CancellationToken cancellationToken)
    {
        var posts = message.Events.Zip(results, (one, result) => (Event: one, Result: result)).ToLookup(post => Next(message, post.Result));
        foreach (var (one, result) in posts[Follow.Kept])
            await KeepAsync(DeadLetter.OfUndelivered(one.BillId, result!.Problem!, one.Time), cancellationToken);

        if (posts[Follow.TriedAgain].Any())
        {
            // Each by its own wait: what one event's answer asks for is nothing to the others.
            var usual = DeliveryWaits.After(message.Attempt);
            foreach (var group in posts[Follow.TriedAgain].GroupBy(post => DeliveryWaits.Asked(usual, post.Result!.RetryAfter)))
                await queue.EnqueueAsync(message.Attempt + 1, group.Select(post => post.Event.Json), group.Key, cancellationToken);
        }

        var rest = posts[Follow.PutBack].Select(post => post.Event.Json).ToList();
        if (rest.Count == 0)
            return;
        var hangs = sender.Hangs;
        await queue.EnqueueAsync(message.Attempt, rest, hangs ? WebhookSender.WhileItHangs : TimeSpan.Zero, cancellationToken);
        Log.PutBack(logger, rest.Count, hangs ? "the receiver hangs" : "the time for their message was up");
    }

    private static Follow Next(DeliveryMessage message, PostResult? result) =>
        result is null ? Follow.PutBack
        : result.Problem is null ? Follow.Done
        : result.IsGone || !DeliveryWaits.HasNext(message.Attempt) ? Follow.Kept
        : Follow.TriedAgain;

    private async Task KeepAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        await deadLetters.KeepAsync(letter, cancellationToken);
        Log.DeadLetter(logger, letter.Reason, letter.Problem);
    }

    /// <summary>What becomes of an event after its post, or without one.</summary>
    private enum Follow
    {
        Done,
        Kept,
        TriedAgain,
        PutBack,
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Event {EventId} was not delivered at attempt {Attempt}: {Problem} {Fault}")]
        public static partial void NotDelivered(ILogger logger, string eventId, int attempt, string problem, string? fault);

        [LoggerMessage(LogLevel.Warning, "{Count} events were not posted and were put back on the queue: {Why}")]
        public static partial void PutBack(ILogger logger, int count, string why);

        [LoggerMessage(LogLevel.Error, "Kept as a dead letter, {Reason}: {Problem}")]
        public static partial void DeadLetter(ILogger logger, DeadLetterReason reason, string problem);
    }
}
