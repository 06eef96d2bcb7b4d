using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PaySsam.Callbacks.Http;

namespace PaySsam.Functions;

/// <summary>How was the day, and is anything stuck?</summary>
public sealed class Summarize(HttpApi api)
{
    [Function(nameof(Summarize))]
    public Task RunAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "summary")] HttpRequest request) =>
        api.SummarizeAsync(request);
}
