using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PaySsam.Callbacks.Operator;

namespace PaySsam.Functions;

/// <summary>The operator's page, which is free of data: what it then asks for needs a function key.</summary>
public sealed class ServeOperatorPage
{
    [Function(nameof(ServeOperatorPage))]
    public static Task RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "operator/{file?}")] HttpRequest request) =>
        OperatorPage.ServeAsync(request);
}
