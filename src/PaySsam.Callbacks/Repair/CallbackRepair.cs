using System.Text.Unicode;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Receiving;

namespace PaySsam.Callbacks.Repair;

/// <summary>Makes a callback of a dead letter, as it came or put right. Stores nothing.</summary>
public sealed class CallbackRepair(Credentials credentials, Authenticator authenticator)
{
    /// <summary>Whether it holds one callback, or a body that was to be one.</summary>
    internal static bool IsOfCallback(DeadLetter letter) =>
        letter.Reason
            is DeadLetterReason.InvalidCallback
                or DeadLetterReason.UnreadableBody
                or DeadLetterReason.UnknownKey
                or DeadLetterReason.RefusedByStorage
                or DeadLetterReason.TooManyCallbacks;

    /// <summary>What a person can put right; null where it could be recorded as it came, or is no callback.</summary>
    internal string? ToCorrect(DeadLetter letter) =>
        !IsOfCallback(letter) ? null
        : letter.Content.Length == letter.ContentLength ? TryRead(letter, out _)
        : letter.Reason is DeadLetterReason.InvalidCallback or DeadLetterReason.UnreadableBody ? letter.Problem
        : null;

    /// <summary>
    /// What can be read of the callbacks in it, by <see cref="CallbackField"/>: of one callback, put right where it was, or of those in a
    /// queue message.
    /// </summary>
    internal static IReadOnlyList<string?[]> Fields(DeadLetter letter) =>
        IsOfCallback(letter)
            ? [Corrections.Of(letter).Apply(ReadableFields.Of(Readable(letter).Span))]
            : MessageFields.Of(letter.Content.Span);

    /// <param name="letter">One that <see cref="IsOfCallback"/>.</param>
    /// <param name="corrections">None, where it is to be recorded as it came.</param>
    /// <param name="received">What is to be recorded.</param>
    /// <returns>What is still wrong; null where nothing is.</returns>
    internal string? TryMake(DeadLetter letter, Corrections corrections, out ReceivedCallback? received)
    {
        received = null;
        if (letter.Reason is DeadLetterReason.TooManyCallbacks)
            return "its bill takes no more callbacks";
        if (letter.Reason is DeadLetterReason.UnknownKey && (letter.Seal is null || !credentials.Open(letter.Seal)))
            return "the apikey that it came with is still not live: set PaySsam__ApiKeys to the one that PaySsam sends";
        var problem = TryRead(letter, out var made);
        if (!corrections.IsEmpty)
        {
            if (problem is null && letter.Correction is null)
                return "it needs no correction: redrive it as it came";
            problem = TryParse(CallbackCopy.With(Readable(letter).Span, corrections.Texts), letter, out made);
        }

        received = made is null ? null : made with { Corrected = CorrectedFields.Known([.. letter.Corrected, .. corrections.Names]) };
        return problem;
    }

    private string? TryRead(DeadLetter letter, out ReceivedCallback? received)
    {
        received = null;
        if (letter.Reason is not DeadLetterReason.UnreadableBody)
            return TryParse(letter.Content, letter, out received);

        // A newer version may be able to read it.
        var text = BodyText.Of(letter.Content);
        return text.Problem is null && authenticator.Clean(text.Text.Span, out _) is not null
            ? TryParse(text.Text, letter, out received)
            : $"it still cannot be read: {letter.Problem}";
    }

    private string? TryParse(ReadOnlyMemory<byte> json, DeadLetter letter, out ReceivedCallback? received)
    {
        received = null;

        // A secret of today may not have been one when it came.
        var clean = authenticator.Clean(json.Span, out var dropped) ?? json;
        if (!CallbackParser.TryParse(clean, out var callback, out var problem))
            return problem;
        received = new ReceivedCallback(callback, letter.FirstAt, TraceParent: null)
        {
            AuthenticatedBy = letter.AuthenticatedBy,
            Dropped = DroppedField.Join(DroppedField.Join(letter.Dropped, dropped), callback.Dropped),
        };
        return null;
    }

    /// <summary>Empty where it is not text.</summary>
    private static ReadOnlyMemory<byte> Readable(DeadLetter letter)
    {
        var text = letter.Reason is DeadLetterReason.UnreadableBody ? BodyText.Of(letter.Content).Text : letter.Content;
        return Utf8.IsValid(text.Span) ? text : default;
    }
}
