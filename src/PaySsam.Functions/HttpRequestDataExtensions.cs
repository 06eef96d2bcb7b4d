using System.Net;
using Microsoft.Azure.Functions.Worker.Http;
using PaySsam.Callbacks;

namespace PaySsam.Functions;

internal static class HttpRequestDataExtensions
{
    public static HttpResponseData Answer(this HttpRequestData request, Reply reply)
    {
        var response = request.CreateResponse((HttpStatusCode)reply.Status);
        response.Headers.Add("Content-Type", Reply.ContentType);
        response.Body = new MemoryStream(reply.Json.ToArray(), writable: false);
        return response;
    }
}
