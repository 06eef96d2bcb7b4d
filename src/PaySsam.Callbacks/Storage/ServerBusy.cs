using Azure.Core;
using Azure.Core.Pipeline;

namespace PaySsam.Callbacks.Storage;

/// <summary>
/// Tells who watches when storage asks for fewer requests, by 503 <c>ServerBusy</c> or 500 <c>OperationTimedOut</c>
/// (https://learn.microsoft.com/azure/storage/queues/scalability-targets). The SDK tries again, and would not say so.
/// </summary>
internal sealed class ServerBusy : HttpPipelineSynchronousPolicy
{
    private const string Watcher = "PaySsam.ServerBusy";

    /// <summary>For the requests of the same flow, until it is disposed.</summary>
    public static IDisposable Watch(Action told) => HttpPipeline.CreateHttpMessagePropertiesScope(new Dictionary<string, object?> { [Watcher] = told });

    public override void OnReceivedResponse(HttpMessage message)
    {
        if (message.Response.Headers.TryGetValue("x-ms-error-code", out var code) && code is ("ServerBusy" or "OperationTimedOut") && message.TryGetProperty(Watcher, out var told))
            ((Action)told!)();
    }
}
