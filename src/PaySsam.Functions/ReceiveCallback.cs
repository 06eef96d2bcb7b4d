using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using PaySsam.Callbacks.Receiving;

namespace PaySsam.Functions;

/// <summary>The callback URL. Anonymous: the body's <c>apikey</c> is the credential.</summary>
public sealed class ReceiveCallback(CallbackReceiver receiver)
{
    // The host hands over the whole body at once: there is nothing left to cancel.
    [Function(nameof(ReceiveCallback))]
    public async Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "payssam/callback")] HttpRequestData request) =>
        request.Answer(await receiver.ReceiveAsync(request.Body, CancellationToken.None));
}
