using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Covering;

/// <summary>
/// Finds what stands behind a personal name in a text of no known form: as JSON, form field, XML or part of a multipart body. In doubt it
/// hides too much. Only what stands in the text as it came ends a value; an escaped quote or <c>%26</c> does not.
/// </summary>
internal static class NamedValues
{
    private const string CharacterData = "<![CDATA[";

    /// <summary>Marks the values. Linear: each name is looked for once, behind the value before.</summary>
    public static void Hide(UnfoldedText view, bool[] hidden)
    {
        foreach (var name in PersonalFields.Names)
        {
            for (int from = 0, found; (found = view.Text.IndexOf(name, from, StringComparison.OrdinalIgnoreCase)) >= 0; )
            {
                var start = Start(view, found + name.Length, out var quote);
                from = End(view, start, quote);
                view.Hide(start, from, hidden);
            }
        }
    }

    /// <summary>Where the value starts: at a letter, digit, object or array. If there is none, where the next thing starts.</summary>
    /// <param name="view">The text.</param>
    /// <param name="at">Behind the name.</param>
    /// <param name="quote">The place of the quote that opens it; null where it is not quoted.</param>
    private static int Start(UnfoldedText view, int at, out int? quote)
    {
        var text = view.Text;
        var isAssigned = false;
        for (quote = null; at < text.Length && !IsOfValue(text[at]); at++)
        {
            var isOpen = isAssigned && quote is not null;
            if (text.AsSpan(at).StartsWith(CharacterData))
            {
                at += CharacterData.Length - 1;
                continue;
            }

            if (isAssigned && text[at] is '[' or '{')
                break;
            if (!isOpen && view.IsLiteral(at) && IsNext(text.AsSpan(at)))
                break;
            if (isOpen && view.IsLiteral(at) && text[at] == text[quote!.Value])
            {
                quote = null; // Of an empty value, or of one that begins with a quote.
                return at + 1;
            }

            if (text[at] is '"' or '\'' && view.IsLiteral(at))
                quote ??= at;
            else if (!isOpen && text[at] is ':' or '=' or '>' or '\n')
                (isAssigned, quote) = (true, null);
        }

        return at;
    }

    private static bool IsOfValue(char one) => char.IsLetter(one) || char.IsNumber(one) || char.IsSurrogate(one);

    private static bool IsNext(ReadOnlySpan<char> text) => text is [',' or '&' or '}', ..] or ['<', not '!', ..] or ['<'];

    /// <summary>Where the value ends; the end of the text for an object, an array, and a quote that is never closed.</summary>
    private static int End(UnfoldedText view, int start, int? quote)
    {
        var text = view.Text;
        if (start < text.Length && text[start] is '[' or '{')
            return text.Length;
        for (var (at, slashes) = (start, 0); at < text.Length; at++)
        {
            if (view.IsLiteral(at) && (quote is { } open ? Closes(text, open, at, slashes) : Ends(text, at)))
                return at - slashes;
            slashes = text[at] is '\\' ? slashes + 1 : 0;
        }

        return text.Length;
    }

    /// <summary>Whether it is the same quote, and escaped no more than the one that opens the value.</summary>
    private static bool Closes(string text, int open, int at, int slashes)
    {
        if (text[at] != text[open])
            return false;
        var ofOpen = 0;
        while (ofOpen < open && text[open - ofOpen - 1] is '\\')
            ofOpen++;
        return ofOpen == 0 ? slashes % 2 == 0 : slashes <= ofOpen;
    }

    private static bool Ends(string text, int at) =>
        text[at] is '&' or '<' or '}' or '\r' or '\n' || (text[at] is ',' && (at + 1 == text.Length || !char.IsDigit(text[at + 1])));
}
