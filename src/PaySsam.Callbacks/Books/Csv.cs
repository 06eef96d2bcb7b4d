using System.Buffers;

namespace PaySsam.Callbacks.Books;

/// <summary>Lines of CSV (RFC 4180) that a spreadsheet may open, whoever wrote what stands in them.</summary>
internal static class Csv
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create("\",\r\n");

    /// <summary>With its line end; a cell that is null is empty.</summary>
    public static string Line(params string?[] cells) => string.Join(',', cells) + "\r\n";

    /// <summary>
    /// A cell out of text from outside. What a spreadsheet would take for a formula, in wide characters too, gets an
    /// apostrophe in front.
    /// </summary>
    public static string? Text(string? text)
    {
        if (text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠', ..])
            text = $"'{text}";
        return text.AsSpan().ContainsAny(Quoted) ? $"\"{text!.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
