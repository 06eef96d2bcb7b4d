using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace PaySsam.Callbacks.Receiving;

/// <summary>
/// Blanks what must not be stored in a text that is no JSON: each secret, also behind percent-encoding or JSON's escapes, and
/// what stands behind the name of a key or a signature.
/// </summary>
internal static partial class UnreadableText
{
    /// <summary>
    /// What is kept of a body that cannot be read: its text without secrets. NULs go first: between the letters of UTF-16 they would hide a
    /// secret. What is still compressed may hold one that cannot be seen, so only its hash is kept.
    /// </summary>
    public static byte[] Keep(ReadOnlyMemory<byte> text, Secrets secrets) =>
        text.Span is [0x1F, 0x8B, ..] or [0x28, 0xB5, 0x2F, 0xFD, ..]
            ? Encoding.UTF8.GetBytes($"sha256:{Convert.ToHexStringLower(SHA256.HashData(text.Span))}")
            : Blank(text.Span.Contains((byte)0) ? text.ToArray().Where(one => one != 0).ToArray() : text, secrets);

    private static byte[] Blank(ReadOnlyMemory<byte> text, Secrets secrets)
    {
        var hidden = new bool[text.Length];
        foreach (var plusIsSpace in new[] { false, true })
        {
            var (plain, starts) = Unescape(text.Span, plusIsSpace);
            foreach (var found in secrets.FindIn(plain).Concat(NamedIn(plain)))
                hidden.AsSpan(starts[found.Start.Value]..starts[found.End.Value]).Fill(true);
        }

        foreach (var found in secrets.FindIn(text))
            hidden.AsSpan(found).Fill(true);
        var kept = text.ToArray();
        var length = 0;
        for (var at = 0; at < kept.Length; at++)
        {
            if (!hidden[at])
                kept[length++] = kept[at];
        }

        return kept[..length];
    }

    /// <summary>
    /// The text with each <c>%hh</c>, <c>\uhhhh</c> of one byte and <c>\/</c> as the byte it stands for, and where each byte
    /// comes from.
    /// </summary>
    private static (byte[] Plain, int[] Starts) Unescape(ReadOnlySpan<byte> text, bool plusIsSpace)
    {
        var plain = new byte[text.Length];
        var starts = new int[text.Length + 1];
        var length = 0;
        for (int at = 0, next; at < text.Length; at = next)
        {
            if (IsBrokenEscape(text[at..]))
            {
                next = at + 2;
                continue;
            }

            starts[length] = at;
            (plain[length++], next) = text[at..] switch
            {
                [(byte)'%', var high, var low, ..] when Percent.TryReadHex([high, low], out var value) => (value, at + 3),
                [(byte)'\\', (byte)'u', (byte)'0', (byte)'0', var high, var low, ..] when Percent.TryReadHex([high, low], out var value) =>
                    (value, at + 6),
                [(byte)'\\', var one, ..] when !"ubfnrt"u8.Contains(one) => (one, at + 2),
                [(byte)'+', ..] when plusIsSpace => ((byte)' ', at + 1),
                [var one, ..] => (one, at + 1),
                [] => ((byte)0, at + 1),
            };
        }

        starts[length] = text.Length;
        return (plain[..length], starts[..(length + 1)]);
    }

    /// <summary>A <c>\u</c> without its four digits: some decoders leave it out, and join what stands around it.</summary>
    private static bool IsBrokenEscape(ReadOnlySpan<byte> text) =>
        text.StartsWith("\\u"u8) && !(text.Length >= 6 && Percent.TryReadHex(text[2..4], out _) && Percent.TryReadHex(text[4..6], out _));

    private static IEnumerable<Range> NamedIn(byte[] plain)
    {
        var text = Encoding.Latin1.GetString(plain);
        return NamedKey()
            .Matches(text)
            .Concat(NamedSignature().Matches(text))
            .Select(match => match.Groups[1])
            .Select(value => value.Index..(value.Index + value.Length));
    }

    // As JSON, form field, XML or part of a multipart body.
    private const string Behind = @"[""'\s\]]{0,9}(?:[:=>]|\r?\n\r?\n)(?:<!\[CDATA\[)?[""'\s\[]{0,9}";

    [GeneratedRegex("api[kK]ey" + Behind + @"([^""'&,;<>{}\]\s]*)", RegexOptions.CultureInvariant)]
    private static partial Regex NamedKey();

    [GeneratedRegex("appr(?:S|_s)ign" + Behind + @"([^""'&<>]*)", RegexOptions.CultureInvariant)]
    private static partial Regex NamedSignature();
}
