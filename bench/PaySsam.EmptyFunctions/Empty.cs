using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace PaySsam.EmptyFunctions;

/// <summary>What any app of this model costs: reads the request, keeps nothing, answers.</summary>
public static class Empty
{
    [Function("ReceiveCallback")]
    public static async Task RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "payssam/callback")] HttpRequest request)
    {
        await request.Body.CopyToAsync(Stream.Null, request.HttpContext.RequestAborted);
        request.HttpContext.Response.ContentLength = 2;
        await request.HttpContext.Response.WriteAsync("{}", request.HttpContext.RequestAborted);
    }
}
