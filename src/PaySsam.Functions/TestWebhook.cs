using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PaySsam.Callbacks.Http;

namespace PaySsam.Functions;

/// <summary>Does the webhook take an event?</summary>
public sealed class TestWebhook(HttpApi api)
{
    [Function(nameof(TestWebhook))]
    public Task RunAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "webhook/test")] HttpRequest request) =>
        api.TestWebhookAsync(request);
}
