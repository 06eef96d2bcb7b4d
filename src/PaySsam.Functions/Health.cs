using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using PaySsam.Callbacks.Hosting;

namespace PaySsam.Functions;

/// <summary>Can callbacks be taken and recorded?</summary>
public sealed class Health(HealthCheck check)
{
    [Function(nameof(Health))]
    public async Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequestData request) =>
        request.Answer(await check.CheckAsync());
}
