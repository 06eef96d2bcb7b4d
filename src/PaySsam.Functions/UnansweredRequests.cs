using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using PaySsam.Callbacks.Http;

namespace PaySsam.Functions;

/// <summary>
/// A request whose invocation ended before the request arrived has no function. The ASP.NET Core integration then throws, or answers
/// 200 without a body. It is 503, so that a caller who is still there tries again.
/// </summary>
internal sealed class UnansweredRequests : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            app.Use(AnswerAsync);
            next(app);
        };

    private static async Task AnswerAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
        }
        catch (InvalidOperationException) when (http.GetEndpoint() is not null && !http.Response.HasStarted)
        {
            // "Context for invocation id … does not exist", or its services are disposed of. Why it ended, the invocation itself logs.
        }

        // No function answers 200 without a body.
        if (http.Response is { HasStarted: false, StatusCode: StatusCodes.Status200OK } && !http.RequestAborted.IsCancellationRequested)
            await http.Request.AnswerAsync(new Reply(StatusCodes.Status503ServiceUnavailable, Base.SystemError));
    }
}
