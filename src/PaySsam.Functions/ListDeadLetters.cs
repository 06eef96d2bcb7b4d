using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using PaySsam.Callbacks.DeadLetters;

namespace PaySsam.Functions;

/// <summary>What could not be recorded, by <c>?reason=</c> and <c>?continuation=</c>.</summary>
public sealed class ListDeadLetters(DeadLetterDesk desk)
{
    [Function(nameof(ListDeadLetters))]
    public async Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "deadletters")] HttpRequestData request) =>
        request.Answer(await desk.ListAsync(request.Query["reason"], request.Query["continuation"], request.FunctionContext.CancellationToken));
}
