using System.Buffers;
using System.Text;

namespace PaySsam.Callbacks.Receiving;

/// <summary>CP949, which KS X 1001 (EUC-KR) is a part of, strictly.</summary>
internal static class Cp949
{
    // Not registered for all: nothing else here is to read it.
    private static readonly Encoding Encoding949 = CodePagesEncodingProvider.Instance.GetEncoding(
        949,
        EncoderFallback.ExceptionFallback,
        DecoderFallback.ExceptionFallback
    )!;

    // .NET reads 0x80 as a control character, and 0xFF and the user-defined rows as private use: no text that anyone wrote.
    private static readonly SearchValues<char> Refused = SearchValues.Create([
        .. Enumerable.Range(0x80, 0x20).Concat(Enumerable.Range(0xE000, 0x1900)).Select(code => (char)code),
    ]);

    /// <summary>The text in UTF-8; null where it is none.</summary>
    public static byte[]? ToUtf8(ReadOnlySpan<byte> bytes)
    {
        var chars = ArrayPool<char>.Shared.Rent(Math.Max(1, bytes.Length));
        try
        {
            var text = chars.AsSpan(0, Encoding949.GetChars(bytes, chars));
            return text.ContainsAny(Refused) ? null : ToUtf8(text);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars, clearArray: true);
        }
    }

    private static byte[] ToUtf8(ReadOnlySpan<char> text)
    {
        var utf8 = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, utf8);
        return utf8;
    }
}
