using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PaySsam.Callbacks.Http;

namespace PaySsam.Functions;

/// <summary>Closes a dead letter that is of no use.</summary>
public sealed class DismissDeadLetter(HttpApi api)
{
    [Function(nameof(DismissDeadLetter))]
    public Task RunAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "deadletters/{id}/dismiss")] HttpRequest request) =>
        api.DismissDeadLetterAsync(request);
}
