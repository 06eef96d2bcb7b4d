using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PaySsam.Callbacks.Http;

namespace PaySsam.Functions;

/// <summary>The partner tells which bills it has sent out.</summary>
public sealed class RegisterBills(HttpApi api)
{
    [Function(nameof(RegisterBills))]
    public Task RunAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "bills")] HttpRequest request) =>
        api.RegisterBillsAsync(request);
}
