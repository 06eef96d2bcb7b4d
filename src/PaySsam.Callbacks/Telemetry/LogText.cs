using System.Globalization;
using System.Text;

namespace PaySsam.Callbacks.Telemetry;

/// <summary>Text from outside for a log: it cannot end a line, move a terminal's cursor or turn the writing direction.</summary>
internal static class LogText
{
    /// <summary>The text, with <c>\uhhhh</c> for control and format characters, line ends and the backslash itself.</summary>
    public static string Of(string text)
    {
        if (!text.EnumerateRunes().Any(IsEscaped))
            return text;
        var safe = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsEscaped(rune))
                safe.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            else
                safe.Append(rune);
        }

        return safe.ToString();
    }

    private static bool IsEscaped(Rune rune) =>
        rune.Value == '\\'
        || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;
}
