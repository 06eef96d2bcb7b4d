using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PaySsam.Callbacks.Http;

namespace PaySsam.Functions;

/// <summary>Can callbacks be taken and recorded? Who has a function key is told of warnings too.</summary>
public sealed class Health(HttpApi api)
{
    [Function(nameof(Health))]
    public Task RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request) =>
        api.CheckHealthAsync(request, forOperator: false);

    [Function("HealthDetails")]
    public Task RunForOperatorAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "health/details")] HttpRequest request) =>
        api.CheckHealthAsync(request, forOperator: true);
}
