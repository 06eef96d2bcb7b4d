using System.Text;
using System.Text.Json;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Settings;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Repair;

/// <summary>
/// Puts a dead letter back on the queue, to be parsed and merged like a callback that just came. Where it fails between
/// the queue and the mark, the dead letter stays open and can be redriven again, which changes nothing twice. Of a bill whose
/// event was not delivered, the event as it is now is sent. A queue message goes back to the queue that it came from, and to
/// no other: who can write to one queue must not reach the other by way of an operator.
/// </summary>
public sealed class Redrive(
    DeadLetterStore store,
    CallbackQueue queue,
    DeliveryQueue deliveries,
    WebhookOptions webhook,
    IPaymentStore payments,
    Credentials credentials,
    Authenticator authenticator,
    TimeProvider time
)
{
    /// <summary>Null when redriven; otherwise what is still wrong with it.</summary>
    public async Task<string?> RedriveAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        if (letter.Content.IsEmpty && letter.ContentLength > 0)
            return "its content was too large to keep, or was erased";
        var problem = letter.Reason switch
        {
            DeadLetterReason.TooManyCallbacks => "its bill takes no more callbacks",
            DeadLetterReason.InvalidCallback or DeadLetterReason.RefusedByStorage => await EnqueueCallbackAsync(letter, cancellationToken),
            DeadLetterReason.UnreadableBody => await EnqueueReadAsync(letter, cancellationToken),
            DeadLetterReason.UnknownKey when letter.Seal is null || !credentials.Open(letter.Seal) =>
                "the apikey that it came with is still not live: set PaySsam__ApiKeys to the one that PaySsam sends",
            DeadLetterReason.UnknownKey => await EnqueueCallbackAsync(letter, cancellationToken),
            DeadLetterReason.WebhookUndelivered => await EnqueueEventAsync(letter, cancellationToken),
            _ => await EnqueueMessageAsync(letter, cancellationToken),
        };
        if (problem is null)
            await store.CloseAsync(letter with { RedrivenAt = time.GetUtcNow() }, cancellationToken);
        return problem;
    }

    private async Task<string?> EnqueueCallbackAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        // A secret of today may not have been one when it came.
        var content = authenticator.Clean(letter.Content.Span, out _) ?? letter.Content;
        if (!CallbackParser.TryParse(content, out var callback, out var problem))
            return problem;
        var received = new ReceivedCallback(callback, letter.FirstAt, TraceParent: null)
        {
            AuthenticatedBy = letter.AuthenticatedBy,
            Dropped = DroppedField.Join(letter.Dropped, callback.Dropped),
        };
        await queue.EnqueueAsync(received, cancellationToken);
        return null;
    }

    /// <summary>A newer version may be able to read it.</summary>
    private async Task<string?> EnqueueReadAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        var text = BodyText.Of(letter.Content);
        return text.Problem is null && authenticator.Clean(text.Text.Span, out var dropped) is { } json
            ? await EnqueueCallbackAsync(letter with { Content = json, Dropped = dropped }, cancellationToken)
            : $"it still cannot be read: {letter.Problem}";
    }

    private async Task<string?> EnqueueEventAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        if (webhook.Url is null)
            return "no webhook is configured";
        var billId = JsonElement.Parse(letter.Content.Span).GetProperty("undelivered").GetProperty("bill_id").GetString()!;
        try
        {
            if (await payments.FindAsync(billId, cancellationToken) is not { } bill)
                return "its bill is gone";
            await deliveries.EnqueueAsync(bill, cancellationToken);
            return null;
        }
        catch (InvalidDataException)
        {
            return "a row of its bill is damaged";
        }
    }

    private async Task<string?> EnqueueMessageAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        var text = Encoding.UTF8.GetString(letter.Content.Span);
        if ((letter.Queue ?? QueueOfOlder(letter.Reason, text)) == StorageNames.DeliveryQueue)
        {
            if (!DeliveryMessage.TryDecode(text, out _, out var unreadable))
                return unreadable;
            await deliveries.EnqueueAsync(text, TimeSpan.Zero, cancellationToken);
            return null;
        }

        if (!CallbackMessage.TryDecode(text, out _, out var problem))
            return problem;
        await queue.EnqueueAsync(text, cancellationToken);
        return null;
    }

    /// <summary>Where a row says no queue. A delivery that was unreadable was not on the queue of deliveries, which reads it.</summary>
    private static string QueueOfOlder(DeadLetterReason reason, string text) =>
        reason is DeadLetterReason.RetriesExhausted && DeliveryMessage.TryDecode(text, out _, out _)
            ? StorageNames.DeliveryQueue
            : StorageNames.CallbackQueue;
}
