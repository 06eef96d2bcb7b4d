using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace PaySsam.Callbacks.Covering;

/// <summary>Makes the content of a dead letter readable, with numbers covered.</summary>
internal static class LetterCover
{
    // As long as no word is, but every encoded callback.
    private const int LongestWord = 39;

    private static readonly SearchValues<byte> OfBase64 = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_="u8
    );

    /// <summary>
    /// JSON indented, everything else as text. Of a queue message what its base64 holds; the cover alone where that is no text, or still
    /// encoded.
    /// </summary>
    /// <param name="content">In UTF-8; it may be cut.</param>
    /// <param name="isMessage">Whether it is a queue message.</param>
    public static string Of(ReadOnlySpan<byte> content, bool isMessage)
    {
        var decoded = isMessage ? FromBase64(content) : null;
        var bytes = decoded ?? content;
        if (JsonCover.Of(bytes, indented: true) is { } json)
            return Encoding.UTF8.GetString(json.Span);
        if (isMessage && (LooksEncoded(bytes) || (decoded is not null && !IsText(bytes))))
            return content.IsEmpty ? "" : TextCover.Cover;
        return TextCover.Of(Encoding.UTF8.GetString(bytes));
    }

    private static byte[]? FromBase64(ReadOnlySpan<byte> content)
    {
        var bytes = new byte[content.Length];
        return Convert.TryFromBase64String(Encoding.UTF8.GetString(content), bytes, out var length) ? bytes[..length] : null;
    }

    /// <summary>Whether nothing but base64 is in it, or a long piece of it.</summary>
    private static bool LooksEncoded(ReadOnlySpan<byte> text)
    {
        var (length, isOnlyThat) = (0, true);
        foreach (var one in text)
        {
            var isBase64 = OfBase64.Contains(one);
            length = isBase64 ? length + 1 : 0;
            if (length > LongestWord)
                return true;
            isOnlyThat &= isBase64 || one is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
        }

        return isOnlyThat;
    }

    /// <summary>The last character may be there in part only, where the content was cut.</summary>
    private static bool IsText(ReadOnlySpan<byte> bytes)
    {
        Rune.DecodeLastFromUtf8(bytes, out _, out var last);
        return Utf8.IsValid(bytes)
            || (Rune.DecodeFromUtf8(bytes[^last..], out _, out _) is OperationStatus.NeedMoreData && Utf8.IsValid(bytes[..^last]));
    }
}
