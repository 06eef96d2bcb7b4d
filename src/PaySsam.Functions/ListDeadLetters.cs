using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PaySsam.Callbacks.Http;

namespace PaySsam.Functions;

/// <summary>What could not be recorded.</summary>
public sealed class ListDeadLetters(HttpApi api)
{
    [Function(nameof(ListDeadLetters))]
    public Task RunAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "deadletters")] HttpRequest request) =>
        api.ListDeadLettersAsync(request);
}
