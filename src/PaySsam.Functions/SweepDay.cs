using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PaySsam.Callbacks.Http;

namespace PaySsam.Functions;

/// <summary>Asks PaySsam for the bills of a day.</summary>
public sealed class SweepDay(HttpApi api)
{
    [Function(nameof(SweepDay))]
    public Task RunAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "reconcile")] HttpRequest request) =>
        api.SweepDayAsync(request);
}
