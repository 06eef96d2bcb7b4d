using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PaySsam.Callbacks.Http;

namespace PaySsam.Functions;

/// <summary>Did this bill get paid? Which bills did, on a day?</summary>
public sealed class GetPayment(HttpApi api)
{
    [Function(nameof(GetPayment))]
    public Task RunAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "payments/{billId?}")] HttpRequest request) =>
        api.GetPaymentsAsync(request);
}
