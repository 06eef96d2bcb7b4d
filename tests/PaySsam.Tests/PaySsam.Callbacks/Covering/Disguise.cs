using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PaySsam.Tests.Callbacks.Covering;

/// <summary>Writes a number as nobody expects it, and finds it again by undoing all of that.</summary>
internal static partial class Disguise
{
    // Ten digits each.
    private static readonly string[][] Scripts =
    [
        .. new[] { "0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "⁰¹²³⁴⁵⁶⁷⁸⁹", "⓪①②③④⑤⑥⑦⑧⑨" }.Select(digits =>
            digits.EnumerateRunes().Select(rune => rune.ToString()).ToArray()
        ),
    ];

    private static readonly string[] Separators =
    [
        "",
        "",
        " ",
        "-",
        ".",
        "/",
        "·",
        "–",
        "\u3000",
        "\u200b",
        "_",
        ") (",
        "**",
        "\ufe0f\u20e3",
        ", ",
        "                ",
    ];

    /// <summary>The digits in any script and grouping.</summary>
    public static string Group(Random random, string digits)
    {
        var script = random.Next(3) == 0 ? null : Any(random, Scripts);
        return string.Concat(digits.Select(digit => (script ?? Any(random, Scripts))[digit - '0'] + Any(random, Separators)));
    }

    /// <summary>The text with some of its characters escaped, in one way, up to three times over.</summary>
    public static string Escape(Random random, string text)
    {
        var (sign, escape) = random.Next(2) == 0 ? ('\\', (Func<Rune, string>)Units) : ('%', Percent);
        for (var layer = random.Next(4); layer > 0; layer--)
        {
            text = string.Concat(
                text.EnumerateRunes().Select(rune => rune.Value == sign || random.Next(3) == 0 ? escape(rune) : $"{rune}")
            );
        }

        return text;
    }

    /// <summary>Whether the digits are in it, once escapes are undone, digits are ASCII, and nothing stands between them.</summary>
    public static bool IsIn(string text, string digits)
    {
        // In bytes, since one of a character may be escaped once more than the next.
        text = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
        for (var layer = 0; layer < 6; layer++)
        {
            if (Plain(Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text))).Contains(digits, StringComparison.Ordinal))
                return true;
            text = Escapes().Replace(text, Undo);
        }

        return false;
    }

    public static T Any<T>(Random random, T[] values) => values[random.Next(values.Length)];

    private static string Plain(string text)
    {
        var plain = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            var digit = Array.FindIndex(Scripts, script => script.Contains(rune.ToString()));
            if (digit >= 0)
                plain.Append(Array.IndexOf(Scripts[digit], rune.ToString()));
            else if (Rune.IsLetter(rune))
                plain.Append(rune);
        }

        return plain.ToString();
    }

    private static string Undo(Match escape) =>
        escape.Value is @"\\" ? @"\"
        : escape.Value[0] is '%' ? $"{Unit(escape.Value[1..])}"
        : Encoding.Latin1.GetString(
            Encoding.UTF8.GetBytes(string.Concat(escape.Value.Split("\\u", StringSplitOptions.RemoveEmptyEntries).Select(Unit)))
        );

    private static char Unit(string digits) => (char)int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>As JSON escapes it.</summary>
    public static string Units(Rune rune) => string.Concat($"{rune}".Select(unit => $"\\u{(int)unit:x4}"));

    private static string Percent(Rune rune) => string.Concat(Encoding.UTF8.GetBytes(rune.ToString()).Select(one => $"%{one:X2}"));

    [GeneratedRegex(@"\\\\|(?:\\u[0-9a-fA-F]{4})+|%[0-9a-fA-F]{2}")]
    private static partial Regex Escapes();
}
