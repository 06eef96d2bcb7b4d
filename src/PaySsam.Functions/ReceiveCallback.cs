using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PaySsam.Callbacks.Http;

namespace PaySsam.Functions;

/// <summary>The callback URL. Anonymous: the body's <c>apikey</c> is the credential.</summary>
public sealed class ReceiveCallback(HttpApi api)
{
    [Function(nameof(ReceiveCallback))]
    public Task RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "payssam/callback")] HttpRequest request) =>
        api.ReceiveCallbackAsync(request);
}
