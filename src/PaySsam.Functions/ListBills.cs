using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PaySsam.Callbacks.Http;

namespace PaySsam.Functions;

/// <summary>Which of them has nobody paid?</summary>
public sealed class ListBills(HttpApi api)
{
    [Function(nameof(ListBills))]
    public Task RunAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "bills")] HttpRequest request) =>
        api.ListBillsAsync(request);
}
