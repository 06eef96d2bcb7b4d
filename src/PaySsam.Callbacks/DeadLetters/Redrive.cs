using System.Text;
using PaySsam.Callbacks.Parsing;
using PaySsam.Callbacks.Queueing;

namespace PaySsam.Callbacks.DeadLetters;

/// <summary>
/// Puts a dead letter back on the queue, to be parsed and merged like a callback that just came. Where it fails between
/// the queue and the mark, the dead letter stays open and can be redriven again, which changes nothing twice.
/// </summary>
public sealed class Redrive(DeadLetterStore store, CallbackQueue queue, TimeProvider time)
{
    /// <summary>Null when redriven; otherwise what is still wrong with it.</summary>
    public async Task<string?> RedriveAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        if (letter.Content.IsEmpty)
            return "its content was too large to keep";
        var problem = letter.Reason is DeadLetterReason.InvalidCallback or DeadLetterReason.RefusedByStorage
            ? await EnqueueCallbackAsync(letter, cancellationToken)
            : await EnqueueMessageAsync(Encoding.UTF8.GetString(letter.Content.Span), cancellationToken);
        if (problem is null)
            await store.CloseAsync(letter with { RedrivenAt = time.GetUtcNow() }, cancellationToken);
        return problem;
    }

    private async Task<string?> EnqueueCallbackAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        if (!CallbackParser.TryParse(letter.Content, out var callback, out var problem))
            return problem;
        await queue.EnqueueAsync(new ReceivedCallback(callback, letter.FirstAt, TraceParent: null), cancellationToken);
        return null;
    }

    private async Task<string?> EnqueueMessageAsync(string text, CancellationToken cancellationToken)
    {
        if (!CallbackMessage.TryDecode(text, out _, out var problem))
            return problem;
        await queue.EnqueueAsync(text, cancellationToken);
        return null;
    }
}
