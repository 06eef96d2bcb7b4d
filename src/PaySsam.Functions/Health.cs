using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PaySsam.Callbacks.Http;

namespace PaySsam.Functions;

/// <summary>Can callbacks be taken and recorded?</summary>
public sealed class Health(HttpApi api)
{
    [Function(nameof(Health))]
    public Task RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request) =>
        api.CheckHealthAsync(request);
}
