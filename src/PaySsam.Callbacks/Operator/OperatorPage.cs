using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace PaySsam.Callbacks.Operator;

/// <summary>
/// The operator's page, out of this assembly: the same bytes for everybody, no data in them. What it shows it asks of the other
/// routes, with the key that the operator typed.
/// </summary>
public static class OperatorPage
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly FrozenDictionary<string, PageFile> Files = typeof(OperatorPage)
        .Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(PageFile.Prefix, StringComparison.Ordinal))
        .Select(PageFile.Read)
        .ToFrozenDictionary(file => file.Name);

    /// <summary><c>GET operator</c>, and <c>GET operator/{file}</c> for its scripts and its style; 404 for any other.</summary>
    public static async Task ServeAsync(HttpRequest request)
    {
        var response = request.HttpContext.Response;
        if (!Files.TryGetValue((string?)request.RouteValues["file"] ?? "operator.html", out var file))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var headers = response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-cache";
        headers.ETag = file.ETag;
        if (request.Headers.IfNoneMatch == file.ETag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = file.ContentType;
        response.ContentLength = file.Content.Length;
        await response.Body.WriteAsync(file.Content, request.HttpContext.RequestAborted);
    }

    private sealed record PageFile(string Name, string ContentType, byte[] Content)
    {
        public const string Prefix = "operator/";

        public string ETag { get; } = $"\"{Convert.ToHexStringLower(SHA256.HashData(Content))}\"";

        public static PageFile Read(string resource)
        {
            using var stream = typeof(OperatorPage).Assembly.GetManifestResourceStream(resource)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            var type = Path.GetExtension(resource) switch
            {
                ".html" => "text/html",
                ".css" => "text/css",
                _ => "text/javascript",
            };
            return new PageFile(resource[Prefix.Length..], $"{type}; charset=utf-8", content);
        }
    }
}
