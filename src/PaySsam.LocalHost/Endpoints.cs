using PaySsam.Callbacks;
using PaySsam.Callbacks.Hosting;
using PaySsam.Callbacks.Payments;
using PaySsam.Callbacks.Receiving;

namespace PaySsam.LocalHost;

/// <summary>The routes of the deployed Functions, without their keys.</summary>
internal static class Endpoints
{
    public static void MapPaySsam(this WebApplication app)
    {
        var receiver = app.Services.GetRequiredService<CallbackReceiver>();
        var query = app.Services.GetRequiredService<PaymentQuery>();
        var health = app.Services.GetRequiredService<HealthCheck>();

        app.MapPost("/api/payssam/callback", http => AnswerAsync(http, receiver.ReceiveAsync(http.Request.Body, http.RequestAborted)));
        app.MapGet("/api/payments", http => AnswerAsync(http, query.GetAsync(http.Request.Query["bill_id"], http.RequestAborted)));
        app.MapGet("/api/payments/{billId}", http => AnswerAsync(http, query.GetAsync((string?)http.GetRouteValue("billId"), http.RequestAborted)));
        app.MapGet("/api/health", http => AnswerAsync(http, health.CheckAsync()));
    }

    private static async Task AnswerAsync(HttpContext http, Task<Reply> answer)
    {
        try
        {
            var reply = await answer;
            http.Response.StatusCode = reply.Status;
            http.Response.ContentType = Reply.ContentType;
            http.Response.ContentLength = reply.Json.Length;
            await http.Response.Body.WriteAsync(reply.Json, http.RequestAborted);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
    }
}
