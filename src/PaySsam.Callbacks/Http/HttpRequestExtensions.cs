using Microsoft.AspNetCore.Http;

namespace PaySsam.Callbacks.Http;

/// <summary>How a reply goes out.</summary>
public static class HttpRequestExtensions
{
    /// <summary>Writes the reply, whole or, where the caller has gone, not at all.</summary>
    public static async Task AnswerAsync(this HttpRequest request, Reply reply)
    {
        var response = request.HttpContext.Response;
        response.StatusCode = reply.Status;
        response.ContentType = Reply.ContentType;
        response.ContentLength = reply.Json.Length;
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
