using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PaySsam.Callbacks.Http;

namespace PaySsam.Functions;

/// <summary>The payments of some days, for a spreadsheet.</summary>
public sealed class ExportPayments(HttpApi api)
{
    [Function(nameof(ExportPayments))]
    public Task RunAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "payments.csv")] HttpRequest request) =>
        api.ExportPaymentsAsync(request);
}
