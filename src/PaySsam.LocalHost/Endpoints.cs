using PaySsam.Callbacks;
using PaySsam.Callbacks.Http;
using PaySsam.Callbacks.Operator;
using PaySsam.Callbacks.Wire;

namespace PaySsam.LocalHost;

/// <summary>The routes of the deployed Functions, without their keys.</summary>
internal static class Endpoints
{
    public static void MapPaySsam(this WebApplication app)
    {
        var api = app.Services.GetRequiredService<HttpApi>();
        app.Use((http, next) => app.Lifetime.ApplicationStopping.IsCancellationRequested ? RefuseAsync(http) : next(http));
        app.Use((http, next) => http.Request.Path.Value!.Contains("//", StringComparison.Ordinal) ? RefuseDoubleSlashAsync(http) : next(http));
        app.Use(ForeignPages.RefuseAsync);
        app.MapPost("/api/payssam/callback", http => api.ReceiveCallbackAsync(http.Request));
        app.MapGet("/api/payments/{billId?}", http => api.GetPaymentsAsync(http.Request));
        app.MapGet("/api/payments.csv", http => api.ExportPaymentsAsync(http.Request));
        app.MapGet("/api/summary", http => api.SummarizeAsync(http.Request));
        app.MapGet("/api/deadletters", http => api.ListDeadLettersAsync(http.Request));
        app.MapPost("/api/deadletters/redrive", http => api.RedriveDeadLettersAsync(http.Request));
        app.MapPost("/api/deadletters/{id}/redrive", http => api.RedriveDeadLetterAsync(http.Request));
        app.MapPost("/api/deadletters/{id}/dismiss", http => api.DismissDeadLetterAsync(http.Request));
        app.MapPost("/api/journal/rebuild", http => api.RebuildJournalAsync(http.Request));
        app.MapPost("/api/webhook/test", http => api.TestWebhookAsync(http.Request));
        app.MapPost("/api/bills", http => api.RegisterBillsAsync(http.Request));
        app.MapGet("/api/bills", http => api.ListBillsAsync(http.Request));
        app.MapPost("/api/payments/check", http => api.CheckPaymentAsync(http.Request));
        app.MapPost("/api/reconcile", http => api.SweepDayAsync(http.Request));
        app.MapGet("/api/reconcile", http => api.ListSweepsAsync(http.Request));
        app.MapGet("/api/operator/{file?}", http => OperatorPage.ServeAsync(http.Request));
        app.MapGet("/api/health", http => api.CheckHealthAsync(http.Request, forOperator: true));
        app.MapGet("/api/health/details", http => api.CheckHealthAsync(http.Request, forOperator: true));
    }

    /// <summary>A base URL with a slash at its end, joined to a path: easy to overlook in a console.</summary>
    private static Task RefuseDoubleSlashAsync(HttpContext http) => http.Request.AnswerAsync(
        new Reply(StatusCodes.Status404NotFound, Base.Error("The path contains a double slash: remove one of the two, as in /api/payssam/callback.")));

    private static Task RefuseAsync(HttpContext http)
    {
        http.Response.Headers.Connection = "close";
        return http.Request.AnswerAsync(new Reply(503, Base.SystemError));
    }
}
