using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Webhook;

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
    ILogger<WebhookDelivery> logger)
{
    // Posts of one message that are under way at once.
    private const int MostAtOnce = 8;

    // An attempt at once, and one after each of these.
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(10),
    ];

    // Of what a receiver asks for.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    /// <summary>
    /// Returns once each event of the message is delivered, or waits for its next attempt, or is kept as a dead letter: then the
    /// message may be deleted. Whatever it throws, the message must come again; what was delivered is then delivered again.
    /// </summary>
    /// <param name="message">The message's text as it stands on the queue.</param>
    /// <param name="cancellationToken">Ends the work; the message must come again.</param>
    public async Task DeliverAsync(string message, CancellationToken cancellationToken)
    {
        if (!DeliveryMessage.TryDecode(message, out var decoded, out var problem))
        {
            var letter = DeadLetter.OfMessage(
                DeadLetterReason.UnreadableMessage, StorageNames.DeliveryQueue, problem, message, time.GetUtcNow());
            await KeepAsync(letter, cancellationToken);
            return;
        }

        var results = new PostResult[decoded.Events.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, results.Length, parallel, async (index, stop) => results[index] = await PostAsync(decoded.Events[index], decoded.Attempt, stop));
        await FollowUpAsync(decoded, results, cancellationToken);
    }

    private async Task<PostResult> PostAsync(DeliveryMessage.Event one, int attempt, CancellationToken cancellationToken)
    {
        if (options.Url is null)
            return new PostResult("no webhook is configured", IsGone: true);
        var result = await sender.PostAsync(one.Id, one.Json, cancellationToken);
        metrics.Posted(result.Problem is null, time.GetUtcNow() - one.Time);
        if (result.Problem is not null)
            Log.NotDelivered(logger, LogText.Of(one.Id), attempt + 1, result.Problem);
        return result;
    }

    private async Task FollowUpAsync(DeliveryMessage message, PostResult[] results, CancellationToken cancellationToken)
    {
        var failed = message.Events.Zip(results).Where(post => post.Second.Problem is not null).ToList();
        var again = failed.Where(post => !post.Second.IsGone && message.Attempt < Waits.Length).ToList();
        foreach (var (one, result) in failed.Except(again))
            await KeepAsync(DeadLetter.OfUndelivered(one.BillId, result.Problem!, one.Time), cancellationToken);
        if (again.Count == 0)
            return;

        var asked = again.Max(post => post.Second.RetryAfter) ?? TimeSpan.Zero;
        var wait = Waits[message.Attempt] * (1 + (0.2 * Random.Shared.NextDouble())); // Not all at the same moment.
        await queue.EnqueueAsync(message.Attempt + 1, again.Select(post => post.First.Json), asked > wait ? Shorter(asked, LongestWait) : wait, cancellationToken);
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private async Task KeepAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        await deadLetters.KeepAsync(letter, cancellationToken);
        Log.DeadLetter(logger, letter.Reason, letter.Problem);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Event {EventId} was not delivered at attempt {Attempt}: {Problem}")]
        public static partial void NotDelivered(ILogger logger, string eventId, int attempt, string problem);

        [LoggerMessage(LogLevel.Error, "Kept as a dead letter, {Reason}: {Problem}")]
        public static partial void DeadLetter(ILogger logger, DeadLetterReason reason, string problem);
    }
}
