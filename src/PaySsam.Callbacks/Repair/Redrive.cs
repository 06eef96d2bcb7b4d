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
    CallbackRepair repair,
    TimeProvider time
)
{
    /// <summary>Null when redriven; otherwise what is still wrong with it.</summary>
    public Task<string?> RedriveAsync(DeadLetter letter, CancellationToken cancellationToken) =>
        RedriveAsync(letter, Corrections.Of(letter), cancellationToken);

    /// <summary>The same, put right with corrections. They are kept first: with others, it is never redriven after that.</summary>
    internal async Task<string?> RedriveAsync(DeadLetter letter, Corrections corrections, CancellationToken cancellationToken)
    {
        if (CallbackRepair.IsOfCallback(letter))
        {
            if (Try(letter, corrections, out var received) is { } wrong)
                return wrong;
            if (!corrections.IsEmpty && letter.Correction is null)
            {
                if (await store.CorrectAsync(letter.Id, corrections.ToJson(), cancellationToken) is not { } kept)
                    return "it is gone";
                if (kept.Correction != corrections.ToJson())
                    return CorrectedOtherwise;
                letter = kept;
            }

            await queue.EnqueueAsync(received!, cancellationToken);
        }
        else if ((Refuse(letter, corrections) ?? await EnqueueAsync(letter, cancellationToken)) is { } problem)
        {
            return problem;
        }

        await store.CloseAsync(letter with { RedrivenAt = time.GetUtcNow() }, cancellationToken);
        return null;
    }

    /// <summary>What a redrive of a callback would record. Changes nothing.</summary>
    internal string? Try(DeadLetter letter, Corrections corrections, out ReceivedCallback? received)
    {
        received = null;
        if (Refuse(letter, corrections) is { } problem)
            return problem;
        return letter.Correction is { } known && known != corrections.ToJson()
            ? CorrectedOtherwise
            : repair.TryMake(letter, corrections, out received);
    }

    private const string CorrectedOtherwise = "it was put right before, with other values";

    private static string? Refuse(DeadLetter letter, Corrections corrections) =>
        letter.Content.IsEmpty && letter.ContentLength > 0 ? "its content was too large to keep, or was erased"
        : !corrections.IsEmpty && !CallbackRepair.IsOfCallback(letter) ? "only the fields of a callback can be corrected"
        : null;

    private Task<string?> EnqueueAsync(DeadLetter letter, CancellationToken cancellationToken) =>
        letter.Reason is DeadLetterReason.WebhookUndelivered
            ? EnqueueEventAsync(letter, cancellationToken)
            : EnqueueMessageAsync(letter, cancellationToken);

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
