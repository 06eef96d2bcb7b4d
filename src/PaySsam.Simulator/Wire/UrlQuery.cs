namespace PaySsam.Simulator.Wire;

internal static class UrlQuery
{
    /// <summary>The parameter that authenticates a callback without a key.</summary>
    public const string Token = "token";

    /// <summary>The URL with one parameter more.</summary>
    public static Uri With(this Uri url, string name, string value)
    {
        var more = new UriBuilder(url);
        more.Query = $"{more.Query.TrimStart('?')}{(more.Query.Length > 1 ? "&" : "")}{name}={Uri.EscapeDataString(value)}";
        return more.Uri;
    }
}
