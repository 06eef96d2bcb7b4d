using System.Net;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace PaySsam.Simulator.Wire;

/// <summary>What must not be seen in anything that is shown or written: the keys, and whatever the URL's query holds.</summary>
internal sealed partial class Secrets(params string?[] values)
{
    private const int ShortestKey = 8;

    private readonly string[] _forms =
    [
        .. values.OfType<string>().SelectMany(Forms).Where(form => form.Length > 0).Distinct().OrderByDescending(form => form.Length),
    ];

    /// <summary>Those values of a URL's query that are long enough for a key.</summary>
    public static IEnumerable<string> InQueryOf(Uri url) =>
        url.Query.TrimStart('?').Split('&').Select(pair => pair[(pair.IndexOf('=') + 1)..]).Where(value => value.Length >= ShortestKey);

    /// <summary>The URL without its query and user, either of which can hold a key, and without a key in its path.</summary>
    public string Show(Uri url) => Hide($"{url.Scheme}://{url.Authority}{url.AbsolutePath}{(url.Query.Length > 1 ? "?…" : "")}");

    /// <summary>
    /// The beginning of the text with each secret, plain or escaped, as <c>***</c>, and no control character that a terminal
    /// obeys.
    /// </summary>
    /// <param name="text">Whole: of a secret that was cut before, the rest would be seen.</param>
    /// <param name="longest">Characters after which it is cut.</param>
    public string Hide(string text, int longest = 320)
    {
        var hidden = _forms.Aggregate(text, (rest, form) => rest.Replace(form, "***", StringComparison.OrdinalIgnoreCase));
        var shown = Controls().Replace(hidden, "\uFFFD");
        return shown.Length <= longest ? shown : shown[..longest] + "…";
    }

    [GeneratedRegex(@"(?!\r\n|[\n\t])\p{Cc}")]
    private static partial Regex Controls();

    private static IEnumerable<string> Forms(string value) =>
        [
            value,
            Uri.UnescapeDataString(value),
            Uri.EscapeDataString(value),
            WebUtility.HtmlEncode(value),
            JavaScriptEncoder.Default.Encode(value),
            JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value),
        ];
}
