namespace PaySsam.Callbacks.Model;

/// <summary>Prepares a field's text for reading: trims white space, NBSP and U+3000 among it, and maps full-width forms to ASCII.</summary>
internal static class PlainText
{
    private const char FirstFullWidth = '\uFF01';
    private const char LastFullWidth = '\uFF5E';
    private const char FullWidthWon = '\uFFE6';
    private const char WideSpace = '\u3000';

    /// <summary>No allocation where the text has no full-width form.</summary>
    public static ReadOnlySpan<char> Of(string? text)
    {
        var trimmed = text.AsSpan().Trim();
        return trimmed.ContainsAnyInRange(FirstFullWidth, FullWidthWon) || trimmed.Contains(WideSpace) ? Map(trimmed) : trimmed;
    }

    /// <summary>Whether there are characters, and all are 0 to 9.</summary>
    public static bool AreDigits(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9');

    private static char[] Map(ReadOnlySpan<char> text)
    {
        var mapped = text.ToArray();
        foreach (ref var unit in mapped.AsSpan())
        {
            unit = unit switch
            {
                >= FirstFullWidth and <= LastFullWidth => (char)(unit - FirstFullWidth + '!'),
                FullWidthWon => '₩',
                WideSpace => ' ',
                _ => unit,
            };
        }

        return mapped;
    }

    /// <summary>Null where it is not made of digits, or greater.</summary>
    public static long? Number(ReadOnlySpan<char> digits, long most)
    {
        if (!AreDigits(digits))
            return null;
        var number = 0L;
        foreach (var digit in digits)
        {
            number = (number * 10) + (digit - '0');
            if (number > most)
                return null;
        }

        return number;
    }
}
