using System.Text;
using System.Text.Unicode;

namespace PaySsam.Callbacks.Receiving;

/// <summary>
/// A body as text, whatever it came as. Its bytes decide, no header: UTF-8 if they are that, else UTF-16 by its BOM, else CP949.
/// </summary>
/// <param name="Text">In UTF-8, without a BOM; the bytes as they came where they are text in none of these.</param>
/// <param name="Problem">Why it cannot be a callback, quoting nothing; null where it begins like a JSON object. Form fields have
/// become one.</param>
internal readonly record struct BodyText(ReadOnlyMemory<byte> Text, string? Problem)
{
    private const string NoText = "The body is not text in UTF-8, UTF-16 or CP949.";

    /// <param name="body">Decompressed.</param>
    /// <param name="mayBeCut">Whether only JSON would show that its end is missing: form fields are then not read.</param>
    public static BodyText Of(ReadOnlyMemory<byte> body, bool mayBeCut = false)
    {
        if (FromUtf16(body.Span) is { } decoded)
            body = decoded;
        if (body.Span.StartsWith("\uFEFF"u8))
            body = body[3..];
        body = body.TrimEnd((byte)0);
        if (BeginsWithBrace(body.Span))
            return Decode(body, problem: null);
        if (body.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0)
            return new BodyText(body, "The body is empty.");
        return FormFields.IsForm(body.Span) && !mayBeCut ? OfForm(body) : Decode(body, "The body is not a JSON object.");
    }

    /// <summary>Whether, behind a BOM and white space, a JSON object begins.</summary>
    public static bool BeginsLikeJson(ReadOnlySpan<byte> body) => BeginsWithBrace(body.StartsWith("\uFEFF"u8) ? body[3..] : body);

    private static bool BeginsWithBrace(ReadOnlySpan<byte> body) =>
        body.IndexOfAnyExcept(" \t\r\n"u8) is >= 0 and var first && body[first] is (byte)'{';

    private static BodyText OfForm(ReadOnlyMemory<byte> body)
    {
        var json = FormFields.ToJson(body.Span);
        return json.Length <= BodyReader.LargestBody && Decode(json, problem: null) is { Problem: null } text
            ? text
            : Decode(body, json.Length > BodyReader.LargestBody ? "The form fields are too large." : NoText);
    }

    private static BodyText Decode(ReadOnlyMemory<byte> body, string? problem) =>
        Utf8.IsValid(body.Span) ? new BodyText(body, problem)
        : Cp949.ToUtf8(body.Span) is { } text ? new BodyText(text, problem)
        : new BodyText(body, NoText);

    private static byte[]? FromUtf16(ReadOnlySpan<byte> body)
    {
        var isLittle = body is [0xFF, 0xFE, ..];
        if (!isLittle && body is not [0xFE, 0xFF, ..])
            return null;
        try
        {
            var encoding = new UnicodeEncoding(bigEndian: !isLittle, byteOrderMark: true, throwOnInvalidBytes: true);
            return Encoding.UTF8.GetBytes(encoding.GetString(body[2..]));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
