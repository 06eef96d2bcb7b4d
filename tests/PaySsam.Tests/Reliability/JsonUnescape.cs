using System.Globalization;
using System.Text;

namespace PaySsam.Tests.Reliability;

/// <summary>
/// JSON with every escape undone, half surrogate pairs too, by code that shares nothing with the product: what any
/// decoder could make of a string or a name in it stands in the result.
/// </summary>
internal static class JsonUnescape
{
    public static string All(ReadOnlySpan<byte> json)
    {
        var text = Encoding.UTF8.GetString(json);
        return text.Contains('\\', StringComparison.Ordinal) ? All(text) : text;
    }

    private static string All(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] is not '\\' || at + 1 == text.Length)
                plain.Append(text[at]);
            else if (text[++at] is not 'u')
                plain.Append(text[at] is 'b' or 'f' or 'n' or 'r' or 't' ? '\t' : text[at]);
            else if (
                at + 4 < text.Length
                && ushort.TryParse(text.AsSpan(at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            )
                (_, at) = (plain.Append((char)unit), at + 4);
        }

        return plain.ToString();
    }
}
