using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using PaySsam.Callbacks.Payments;

namespace PaySsam.Functions;

/// <summary>Did this bill get paid? By <c>?bill_id=</c>, or in the path for an id that has no slash.</summary>
public sealed class GetPayment(PaymentQuery query)
{
    [Function(nameof(GetPayment))]
    public async Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "payments/{billId?}")] HttpRequestData request, string? billId) =>
        request.Answer(await query.GetAsync(request.Query["bill_id"] ?? billId, request.FunctionContext.CancellationToken));
}
