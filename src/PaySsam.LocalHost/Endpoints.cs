using Microsoft.AspNetCore.Connections;
using PaySsam.Callbacks;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Hosting;
using PaySsam.Callbacks.Payments;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Wire;

namespace PaySsam.LocalHost;

/// <summary>The routes of the deployed Functions, without their keys.</summary>
internal static class Endpoints
{
    public static void MapPaySsam(this WebApplication app)
    {
        var receiver = app.Services.GetRequiredService<CallbackReceiver>();
        var query = app.Services.GetRequiredService<PaymentQuery>();
        var desk = app.Services.GetRequiredService<DeadLetterDesk>();
        var health = app.Services.GetRequiredService<HealthCheck>();

        app.Use((http, next) => app.Lifetime.ApplicationStopping.IsCancellationRequested ? RefuseAsync(http) : next(http));
        app.MapPost("/api/payssam/callback", http => ReceiveAsync(http, receiver));
        app.MapGet("/api/payments/{billId?}", http => AnswerAsync(http, query.GetAsync(Query(http, "bill_id") ?? Route(http, "billId"), http.RequestAborted)));
        app.MapGet("/api/deadletters", http => AnswerAsync(http, desk.ListAsync(Query(http, "reason"), Query(http, "continuation"), http.RequestAborted)));
        app.MapPost("/api/deadletters/redrive", http => AnswerAsync(http, desk.RedriveAllAsync(Query(http, "reason"), Query(http, "continuation"), http.RequestAborted)));
        app.MapPost("/api/deadletters/{id}/redrive", http => AnswerAsync(http, desk.RedriveAsync(Route(http, "id")!, http.RequestAborted)));
        app.MapPost("/api/deadletters/{id}/dismiss", http => AnswerAsync(http, desk.DismissAsync(Route(http, "id")!, http.RequestAborted)));
        app.MapGet("/api/health", http => AnswerAsync(http, health.CheckAsync()));
    }

    private static string? Query(HttpContext http, string name) => http.Request.Query[name];

    private static string? Route(HttpContext http, string name) => (string?)http.GetRouteValue(name);

    private static Task RefuseAsync(HttpContext http)
    {
        http.Response.Headers.Connection = "close";
        return AnswerAsync(http, Task.FromResult(new Reply(503, Base.SystemError)));
    }

    private static async Task ReceiveAsync(HttpContext http, CallbackReceiver receiver)
    {
        Reply reply;
        try
        {
            reply = await receiver.ReceiveAsync(http.Request.Body, http.RequestAborted);
        }
        catch (Exception gone) when (gone is ConnectionResetException or OperationCanceledException)
        {
            // Nobody is left to answer. Unless told so, Kestrel may look for the rest of the body, and log an error.
            http.Abort();
            return;
        }
        catch (IOException)
        {
            reply = new Reply(400, Base.Error("The body did not arrive whole."));
        }

        await AnswerAsync(http, Task.FromResult(reply));
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
