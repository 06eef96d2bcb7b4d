using System.Text;

namespace PaySsam.Callbacks.Covering;

/// <summary>Covers numbers in a text, of a known form or of none. Never throws; takes time that is linear in the text's length.</summary>
internal static class TextCover
{
    /// <summary>Stands where something is hidden.</summary>
    public const string Cover = "••••••••";

    // Whoever writes more layers of escapes hides a number from us too.
    private const int MostLayers = 8;

    /// <summary>
    /// The text as it came, with <see cref="Cover"/> in place of values behind a personal name and of runs of digits, through up to
    /// 8 layers of escapes; the cover alone for a text of more.
    /// </summary>
    public static string Of(string text)
    {
        var hidden = new bool[text.Length];
        var layers = 0;
        for (var view = UnfoldedText.Of(text); view is not null; view = view.Unfold())
        {
            if (layers++ > MostLayers)
                return Cover;
            DigitRuns.Hide(view, hidden);
            NamedValues.Hide(view, hidden);
        }

        return hidden.AsSpan().Contains(true) ? Write(text, hidden) : text;
    }

    private static string Write(string text, bool[] hidden)
    {
        var shown = new StringBuilder(text.Length);
        for (int at = 0, length; at < text.Length; at += length)
        {
            var isHidden = hidden[at];
            length = hidden.AsSpan(at).IndexOf(!isHidden) is >= 0 and var found ? found : text.Length - at;
            shown.Append(isHidden ? Cover : text.AsSpan(at, length));
        }

        return shown.ToString();
    }
}
