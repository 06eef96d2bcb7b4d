using System.Buffers;

namespace PaySsam.Callbacks.Receiving;

/// <summary>
/// Finds a live key in what nobody can read. Each run of the bytes that occur in any live key is compared whole, as a key at the
/// door is: a search for the keys themselves would tell by its time how much of one was right.
/// </summary>
public sealed class KeySearch(Credentials credentials)
{
    // Shorter runs are many, and a key of that length is rare.
    private const int ShortestSought = 8;

    private readonly SearchValues<byte> _alphabet = SearchValues.Create([.. credentials.Keys.SelectMany(key => key).Distinct()]);
    private readonly int _shortest = Math.Min(ShortestSought, credentials.Keys.Min(key => key.Length));

    /// <param name="text">Looked through as it is, and percent-decoded.</param>
    public bool Finds(ReadOnlySpan<byte> text)
    {
        var finds = FindsRun(text);
        if (text.Contains((byte)'%'))
        {
            var decoded = new byte[text.Length];
            finds |= FindsRun(decoded.AsSpan(0, Percent.Decode(text, decoded)));
        }

        return finds;
    }

    /// <summary>Goes on after it has found one.</summary>
    private bool FindsRun(ReadOnlySpan<byte> text)
    {
        var finds = false;
        for (int start; (start = text.IndexOfAny(_alphabet)) >= 0; )
        {
            text = text[start..];
            var length = text.IndexOfAnyExcept(_alphabet) is >= 0 and var end ? end : text.Length;
            if (length >= _shortest)
                finds |= credentials.IsKey(text[..length]);
            text = text[length..];
        }

        return finds;
    }
}
