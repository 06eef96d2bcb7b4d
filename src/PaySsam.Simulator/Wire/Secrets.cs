using System.Net;
using System.Text.Encodings.Web;

namespace PaySsam.Simulator.Wire;

/// <summary>What must not be seen in anything that is shown or written: the keys, and whatever the URL's query holds.</summary>
internal sealed class Secrets(params string?[] values)
{
    private const int ShortestKey = 8;

    private readonly string[] _forms = [.. values.OfType<string>().SelectMany(Forms).Where(form => form.Length > 0).Distinct().OrderByDescending(form => form.Length)];

    /// <summary>The URL without its query and user, either of which can hold a key.</summary>
    public static string Show(Uri url) => $"{url.Scheme}://{url.Authority}{url.AbsolutePath}{(url.Query.Length > 1 ? "?…" : "")}";

    /// <summary>Those values of a URL's query that are long enough for a key.</summary>
    public static IEnumerable<string> InQueryOf(Uri url) =>
        url.Query.TrimStart('?').Split('&').Select(pair => pair[(pair.IndexOf('=') + 1)..]).Where(value => value.Length >= ShortestKey);

    /// <summary>The text with each secret, plain or escaped, as <c>***</c>.</summary>
    public string Hide(string text) => _forms.Aggregate(text, (hidden, form) => hidden.Replace(form, "***", StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Forms(string value) =>
        [value, Uri.UnescapeDataString(value), Uri.EscapeDataString(value), WebUtility.HtmlEncode(value),
            JavaScriptEncoder.Default.Encode(value), JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value)];
}
