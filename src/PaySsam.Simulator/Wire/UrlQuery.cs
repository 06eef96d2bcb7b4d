namespace PaySsam.Simulator.Wire;

internal static class UrlQuery
{
    /// <summary>The parameter that authenticates a callback without a key.</summary>
    public const string Token = "token";

    /// <summary>A parameter's value; null where the URL has none.</summary>
    public static string? Read(this Uri url, string name) =>
        Parameters(url).Where(pair => pair.Name == name).Select(pair => pair.Value).FirstOrDefault();

    /// <summary>The URL without a parameter.</summary>
    public static Uri Without(this Uri url, string name)
    {
        if (url.Read(name) is null)
            return url;
        var rest = url.Query.TrimStart('?').Split('&').Where(one => Uri.UnescapeDataString(one.Split('=')[0]) != name);
        return new UriBuilder(url) { Query = string.Join('&', rest) }.Uri;
    }

    private static IEnumerable<(string Name, string Value)> Parameters(Uri url) =>
        url
            .Query.TrimStart('?')
            .Split('&')
            .Select(one => one.Split('=', 2))
            .Where(one => one.Length == 2)
            .Select(one => (Uri.UnescapeDataString(one[0]), Uri.UnescapeDataString(one[1])));

    /// <summary>The URL with one parameter more.</summary>
    public static Uri With(this Uri url, string name, string value)
    {
        var more = new UriBuilder(url);
        more.Query = $"{more.Query.TrimStart('?')}{(more.Query.Length > 1 ? "&" : "")}{name}={Uri.EscapeDataString(value)}";
        return more.Uri;
    }
}
