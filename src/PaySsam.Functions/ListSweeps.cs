using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PaySsam.Callbacks.Http;

namespace PaySsam.Functions;

/// <summary>What was PaySsam asked for, and what came of it?</summary>
public sealed class ListSweeps(HttpApi api)
{
    [Function(nameof(ListSweeps))]
    public Task RunAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "reconcile")] HttpRequest request) =>
        api.ListSweepsAsync(request);
}
