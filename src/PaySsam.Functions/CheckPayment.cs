using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PaySsam.Callbacks.Http;

namespace PaySsam.Functions;

/// <summary>Asks PaySsam for one bill.</summary>
public sealed class CheckPayment(HttpApi api)
{
    [Function(nameof(CheckPayment))]
    public Task RunAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "payments/check")] HttpRequest request) =>
        api.CheckPaymentAsync(request);
}
