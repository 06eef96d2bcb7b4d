using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using PaySsam.Callbacks.DeadLetters;

namespace PaySsam.Functions;

/// <summary>Puts dead letters back on the queue: one, or a page of those of one <c>?reason=</c>.</summary>
public sealed class RedriveDeadLetters(DeadLetterDesk desk)
{
    [Function("RedriveDeadLetter")]
    public async Task<HttpResponseData> RedriveAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "deadletters/{id}/redrive")] HttpRequestData request, string id) =>
        request.Answer(await desk.RedriveAsync(id, request.FunctionContext.CancellationToken));

    [Function(nameof(RedriveDeadLetters))]
    public async Task<HttpResponseData> RedriveAllAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "deadletters/redrive")] HttpRequestData request) =>
        request.Answer(await desk.RedriveAllAsync(request.Query["reason"], request.Query["continuation"], request.FunctionContext.CancellationToken));
}
