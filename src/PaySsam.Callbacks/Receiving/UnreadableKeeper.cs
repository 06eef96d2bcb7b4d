using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Receiving;

/// <summary>Keeps what is authentic but cannot be read as a dead letter, without its secrets.</summary>
public sealed class UnreadableKeeper(KeySearch keys, Secrets secrets, DeadLetterStore deadLetters)
{
    private const int LongestContentType = 100;

    /// <summary>Whether a live key stands in it.</summary>
    internal bool HoldsKey(ReadOnlySpan<byte> text) => keys.Finds(text);

    /// <summary>Returns once it is durably kept.</summary>
    /// <param name="text">Decompressed and decoded; the bytes where that failed.</param>
    /// <param name="problem">Why it cannot be read.</param>
    /// <param name="contentType">As it was declared.</param>
    /// <param name="length">Bytes that came.</param>
    /// <param name="byToken">Whether the URL's token made it authentic; else a live key in it did.</param>
    /// <param name="at">When it came, UTC.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    internal Task KeepAsync(
        ReadOnlyMemory<byte> text,
        string problem,
        string? contentType,
        int length,
        bool byToken,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        var letter = DeadLetter.OfCallback(
            DeadLetterReason.UnreadableBody,
            problem.TrimEnd('.'),
            UnreadableText.Keep(text, secrets),
            at
        ) with
        {
            ContentType = Shown(contentType),
            BodyLength = length,
            AuthenticatedBy = byToken ? ReceivedCallback.ByToken : ReceivedCallback.ByKey,
        };
        return deadLetters.KeepAsync(letter, cancellationToken);
    }

    private string? Shown(string? contentType)
    {
        if (contentType is null || secrets.AreIn(System.Text.Encoding.UTF8.GetBytes(contentType)))
            return null;
        var printable = string.Concat(contentType.Where(one => one is >= ' ' and <= '~'));
        return printable.Length > LongestContentType ? printable[..LongestContentType] : printable;
    }
}
