using System.Buffers;
using System.Globalization;
using System.Text;

namespace PaySsam.Callbacks.Covering;

/// <summary>
/// Finds what may be a card, account or phone number: seven digits or more, or six and then stars. Digits of every script count,
/// and between them may stand anything but letters.
/// </summary>
internal static class DigitRuns
{
    private const int MostShown = 6;

    // By which others mask a card.
    private static readonly SearchValues<char> Stars = SearchValues.Create("*＊∗✱#•●○×");

    private enum Kind
    {
        Other,
        Digit,
        Star,
        Letter,
    }

    /// <summary>Marks the runs. Linear.</summary>
    public static void Hide(UnfoldedText view, bool[] hidden)
    {
        var text = view.Text.AsSpan();
        var (first, end, digits, stars) = (0, 0, 0, false);
        var before = Kind.Letter;
        for (int at = 0, length; at < text.Length; at += length)
        {
            Rune.DecodeFromUtf16(text[at..], out var rune, out length);
            var kind = Of(rune, before, text[(at + length)..]);
            if (kind is Kind.Letter)
                Close();
            else if (kind is Kind.Digit)
                (first, end, digits) = (digits == 0 ? at : first, at + length, digits + 1);
            else if (kind is Kind.Star && digits >= MostShown)
                (end, stars) = (at + length, true);
            before = kind;
        }

        Close();

        void Close()
        {
            if (digits > MostShown || stars)
                view.Hide(first, end, hidden);
            (digits, stars) = (0, false);
        }
    }

    private static Kind Of(Rune rune, Kind before, ReadOnlySpan<char> behind) =>
        rune.Value switch
        {
            >= '0' and <= '9' => Kind.Digit,
            // Of a masked card.
            'x' or 'X' when before is Kind.Digit or Kind.Star => Kind.Star,
            // Of an exponent.
            'e' or 'E' when before is Kind.Digit && behind is [>= '0' and <= '9', ..] or ['+' or '-', >= '0' and <= '9', ..] => Kind.Other,
            _ when rune.IsAscii => Rune.IsLetter(rune) ? Kind.Letter
            : Stars.Contains((char)rune.Value) ? Kind.Star
            : Kind.Other,
            _ when rune.IsBmp && Stars.Contains((char)rune.Value) => Kind.Star,
            _ => Rune.GetUnicodeCategory(rune) switch
            {
                UnicodeCategory.DecimalDigitNumber or UnicodeCategory.OtherNumber or UnicodeCategory.LetterNumber => Kind.Digit,
                _ => Rune.IsLetter(rune) ? Kind.Letter : Kind.Other,
            },
        };
}
