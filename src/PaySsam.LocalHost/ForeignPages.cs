using System.Net;
using PaySsam.Callbacks.Http;

namespace PaySsam.LocalHost;

/// <summary>
/// Keeps web pages of others out of a server that asks for no key. A page whose name was made to lead to this machine is known
/// by the <c>Host</c> it asks for; a page of another origin cannot send the header that a POST needs without asking first, and
/// nobody says yes. The callback needs none, and its development key is published: there the browser's own headers tell.
/// </summary>
internal static class ForeignPages
{
    private const string Header = "x-payssam-operator";

    public static Task RefuseAsync(HttpContext http, RequestDelegate next)
    {
        var request = http.Request;
        if (!IsLoopback(request.Host.Host))
            return request.AnswerAsync(
                new Reply(
                    StatusCodes.Status421MisdirectedRequest,
                    Base.Error("LocalHost answers to localhost and loopback addresses only.")
                )
            );
        if (!HttpMethods.IsPost(request.Method))
            return next(http);
        var problem = request.Path.StartsWithSegments("/api/payssam/callback")
            ? (IsOfForeignPage(request) ? "Web pages of another origin may not send callbacks." : null)
            : (request.Headers.ContainsKey(Header) ? null : $"The header {Header} is missing: send it with any value.");
        return problem is null ? next(http) : request.AnswerAsync(new Reply(StatusCodes.Status403Forbidden, Base.Error(problem)));
    }

    /// <summary>A page can change neither header. PaySsam, curl and the like send neither.</summary>
    private static bool IsOfForeignPage(HttpRequest request) =>
        (request.Headers.Origin is { Count: > 0 } origin && origin != $"{request.Scheme}://{request.Host}")
        || (request.Headers["Sec-Fetch-Site"] is { Count: > 0 } site && site != "same-origin" && site != "none");

    /// <summary>Every browser names a host; HTTP/1.0 need not.</summary>
    private static bool IsLoopback(string host) =>
        host is ""
        || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
