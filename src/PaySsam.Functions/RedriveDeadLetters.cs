using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PaySsam.Callbacks.Http;

namespace PaySsam.Functions;

/// <summary>Puts dead letters back on the queue: one, or a page of those of one reason.</summary>
public sealed class RedriveDeadLetters(HttpApi api)
{
    [Function("RedriveDeadLetter")]
    public Task RedriveAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "deadletters/{id}/redrive")] HttpRequest request) =>
        api.RedriveDeadLetterAsync(request);

    [Function(nameof(RedriveDeadLetters))]
    public Task RedriveAllAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "deadletters/redrive")] HttpRequest request) =>
        api.RedriveDeadLettersAsync(request);
}
