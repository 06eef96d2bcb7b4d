using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace PaySsam.Callbacks.Http;

/// <summary>How a reply goes out.</summary>
public static class HttpRequestExtensions
{
    /// <summary>Payments and payers: the answer stays in no cache, and is read by no page but ours.</summary>
    public static void KeepPrivate(this HttpRequest request)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    /// <summary>Says how many rows the answer leaves out, unless it is none.</summary>
    public static void TellDamagedRows(this HttpResponse response, int rows)
    {
        if (rows > 0)
            response.Headers["x-payssam-damaged-rows"] = rows.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Writes the reply, whole or, where the caller has gone, not at all.</summary>
    public static async Task AnswerAsync(this HttpRequest request, Reply reply)
    {
        var response = request.HttpContext.Response;
        response.StatusCode = reply.Status;
        response.ContentType = Reply.ContentType;
        response.ContentLength = reply.Json.Length;
        response.TellDamagedRows(reply.DamagedRows);
        try
        {
            await response.Body.WriteAsync(reply.Json, request.HttpContext.RequestAborted);
        }
        catch (OperationCanceledException) when (request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
    }
}
