using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using PaySsam.Callbacks.DeadLetters;

namespace PaySsam.Functions;

/// <summary>Closes a dead letter that is of no use.</summary>
public sealed class DismissDeadLetter(DeadLetterDesk desk)
{
    [Function(nameof(DismissDeadLetter))]
    public async Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "deadletters/{id}/dismiss")] HttpRequestData request, string id) =>
        request.Answer(await desk.DismissAsync(id, request.FunctionContext.CancellationToken));
}
