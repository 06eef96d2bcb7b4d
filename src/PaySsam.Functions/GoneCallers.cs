using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace PaySsam.Functions;

/// <summary>
/// The host announces a request before it forwards it. If its caller leaves in between, the host cancels the invocation, which the
/// ASP.NET Core integration makes an error. It is none: nothing was received, so nothing is lost.
/// </summary>
internal sealed partial class GoneCallers(ILogger<GoneCallers> logger) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException)
            when (context.CancellationToken.IsCancellationRequested && IsHttp(context) && context.GetHttpContext() is null)
        {
            Log.Gone(logger, context.FunctionDefinition.Name);
        }
    }

    private static bool IsHttp(FunctionContext context) =>
        context.FunctionDefinition.InputBindings.Values.Any(binding => binding.Type == "httpTrigger");

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The caller of {Function} left before its request arrived.")]
        public static partial void Gone(ILogger logger, string function);
    }
}
