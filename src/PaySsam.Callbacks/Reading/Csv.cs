using System.Buffers;
using System.Globalization;
using System.Text;

namespace PaySsam.Callbacks.Reading;

/// <summary>Lines of CSV (RFC 4180) that a spreadsheet may open, whoever wrote what stands in them.</summary>
internal static class Csv
{
    private static readonly SearchValues<char> Formulas = SearchValues.Create("=+-@＝＋－＠");
    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\t\r\n");
    private static readonly SearchValues<char> Quoted = SearchValues.Create("\",\r\n");

    /// <summary>With its line end; a cell that is null is empty.</summary>
    public static string Line(params string?[] cells) => string.Join(',', cells) + "\r\n";

    /// <summary>
    /// A cell out of text from outside. What a spreadsheet would take for a formula, in wide characters too, gets an apostrophe
    /// in front: at the start, and behind a semicolon, a tab or a line end, where some spreadsheets begin a new cell. Blanks
    /// before it change nothing. A NUL becomes U+FFFD.
    /// </summary>
    public static string? Text(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return text;
        text = WithoutFormulas(text.Replace('\0', '\uFFFD'));
        return text.AsSpan().ContainsAny(Quoted) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    private static string WithoutFormulas(string text)
    {
        if (!LineEnds.Contains(text[0]) && !text.AsSpan().ContainsAny(Formulas))
            return text;
        var blanks = text.TakeWhile(IsBlank).Count();
        var safe = new StringBuilder(text.Length + 1);
        if (LineEnds.Contains(text[0]) || (blanks < text.Length && Formulas.Contains(text[blanks])))
            safe.Append('\'');
        safe.Append(text, 0, blanks);
        var begins = false;
        foreach (var unit in text.AsSpan(blanks))
        {
            if (begins && Formulas.Contains(unit))
                safe.Append('\'');
            begins = unit == ';' || LineEnds.Contains(unit) || (begins && IsBlank(unit));
            safe.Append(unit);
        }

        return safe.ToString();
    }

    /// <summary>What a spreadsheet may drop before it looks for a formula: a quote counts where it takes it for its own.</summary>
    private static bool IsBlank(char unit) =>
        unit is '"' or '\uFFFD'
        || char.IsWhiteSpace(unit)
        || char.GetUnicodeCategory(unit) is UnicodeCategory.Control or UnicodeCategory.Format;
}
