using PaySsam.Callbacks.Telemetry;

namespace PaySsam.Callbacks.DeadLetters;

/// <summary>Brings messages of a poison queue, where they expire after 7 days, into the table of dead letters, where none does.</summary>
public sealed class PoisonKeeper(DeadLetterStore store, CallbackMetrics metrics, TimeProvider time)
{
    /// <summary>
    /// Returns once the message is durably kept: then it may be deleted. Whatever it throws, the message must come again.
    /// </summary>
    /// <param name="queue">The queue that it failed on, to which it may go back.</param>
    /// <param name="message">The message's text as it stands on the queue.</param>
    /// <param name="insertedAt">When it was put on the poison queue, UTC; null where that is not known.</param>
    /// <param name="cancellationToken">Ends the work; the message must come again.</param>
    public Task KeepAsync(string queue, string message, DateTimeOffset? insertedAt, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        metrics.PoisonAge(now - (insertedAt ?? now));
        var letter = DeadLetter.OfMessage(
            DeadLetterReason.RetriesExhausted,
            queue,
            "it failed as often as host.json allows",
            message,
            insertedAt ?? now
        );
        return store.KeepAsync(letter, cancellationToken);
    }
}
