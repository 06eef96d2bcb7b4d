using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PaySsam.Callbacks.Http;

namespace PaySsam.Functions;

/// <summary>Makes the journal out of the payments, a page at a time.</summary>
public sealed class RebuildJournal(HttpApi api)
{
    [Function(nameof(RebuildJournal))]
    public Task RunAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "journal/rebuild")] HttpRequest request) =>
        api.RebuildJournalAsync(request);
}
