using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using PaySsam.Callbacks.Attention;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Http;
using PaySsam.Callbacks.Reading;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Reconciliation;
using PaySsam.Callbacks.Repair;
using PaySsam.Callbacks.Retaining;

namespace PaySsam.Callbacks.Hosting;

/// <summary>
/// Turns each request into its reply, the same in every host: a host adds the routes and who may use them. Route values are
/// <c>billId</c> and <c>id</c>.
/// </summary>
public sealed class HttpApi(
    CallbackReceiver receiver,
    PaymentQuery query,
    PaymentList list,
    PaymentExport export,
    DaySummary summary,
    AttentionDesk attention,
    DeadLetterDesk desk,
    JournalRebuild journal,
    WebhookDesk webhook,
    ExpectedBillDesk bills,
    ReconcileDesk reconcile,
    RetentionDesk retention,
    TrustDesk trust,
    HealthCheck health
)
{
    /// <summary>
    /// <c>POST payssam/callback?token=</c>. A body that does not arrive whole is neither stored nor counted. One that takes longer than
    /// 30 s ends with the connection; when deployed, the Functions host answers one below 240 bytes a second with 500 after 5 s.
    /// </summary>
    public async Task ReceiveCallbackAsync(HttpRequest request)
    {
        Reply reply;
        try
        {
            reply = await receiver.ReceiveAsync(Read(request), request.HttpContext.RequestAborted);
        }
        catch (Exception gone) when (gone is ConnectionResetException or OperationCanceledException)
        {
            // Nobody is left to answer, or to wait for. Unless told so, Kestrel may look for the rest of the body, and log an error.
            request.HttpContext.Abort();
            return;
        }
        catch (IOException broken)
        {
            var status = (broken as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest;
            reply = new Reply(status, Base.Error("The body did not arrive whole."));
        }

        await request.AnswerAsync(reply);
    }

    /// <summary>
    /// <c>GET payments?bill_id=&amp;personal=false</c>, and <c>GET payments/{billId}</c> for an id that has no slash; or
    /// <c>GET payments?day=&amp;state=&amp;continuation=</c>.
    /// </summary>
    public Task GetPaymentsAsync(HttpRequest request) =>
        AnswerAsync(
            request,
            aborted =>
                (Query(request, "bill_id") ?? Route(request, "billId"), Query(request, "day")) switch
                {
                    (var bill, null) => query.GetAsync(bill, Query(request, "continuation"), IsCovered(request), aborted),
                    (null, var day) => list.GetAsync(day, Query(request, "state"), Query(request, "continuation"), aborted),
                    _ => Task.FromResult(new Reply(400, Base.Error("Ask for a bill or for a day, not for both."))),
                }
        );

    /// <summary>
    /// <c>GET payments.csv?from=&amp;to=</c>, or <c>?received_from=&amp;received_to=</c>. Where storage fails on the way the connection is
    /// broken off: a file that ends early must not look whole.
    /// </summary>
    public async Task ExportPaymentsAsync(HttpRequest request)
    {
        var response = request.HttpContext.Response;
        request.KeepPrivate();
        try
        {
            var aborted = request.HttpContext.RequestAborted;
            var (receivedFrom, receivedTo) = (Query(request, "received_from"), Query(request, "received_to"));
            var reply =
                receivedFrom is null && receivedTo is null
                    ? await export.WriteAsync(Query(request, "from"), Query(request, "to"), Begin, aborted)
                    : await export.WriteReceivedAsync(receivedFrom, receivedTo, Begin, aborted);
            if (reply is not null)
                await request.AnswerAsync(reply.Value);
        }
        catch (Exception)
        {
            // The export has logged it, unless the caller has gone.
            request.HttpContext.Abort();
        }

        PipeWriter Begin(string name, int damagedRows)
        {
            response.TellDamagedRows(damagedRows);
            response.ContentType = "text/csv; charset=utf-8";
            response.Headers.ContentDisposition = $"attachment; filename={name}";
            response.Headers.CacheControl = "no-store";
            return response.BodyWriter;
        }
    }

    /// <summary><c>GET summary?day=</c>.</summary>
    public Task SummarizeAsync(HttpRequest request) => AnswerAsync(request, aborted => summary.GetAsync(Query(request, "day"), aborted));

    /// <summary><c>GET attention?all=true&amp;personal=false&amp;continuation=</c>.</summary>
    public Task ListAttentionAsync(HttpRequest request) =>
        AnswerAsync(
            request,
            aborted => attention.ListAsync(Query(request, "all") == "true", IsCovered(request), Query(request, "continuation"), aborted)
        );

    /// <summary><c>POST attention/settle?bill_id=&amp;answer=</c>.</summary>
    public Task SettleAttentionAsync(HttpRequest request) =>
        AnswerAsync(
            request,
            aborted =>
                attention.SettleAsync(
                    Query(request, "bill_id"),
                    Query(request, "answer"),
                    request.Body,
                    reconcile.RecordCancellationAsync,
                    aborted
                )
        );

    /// <summary><c>GET deadletters?reason=&amp;open=true&amp;personal=false&amp;continuation=</c>.</summary>
    public Task ListDeadLettersAsync(HttpRequest request) =>
        AnswerAsync(
            request,
            aborted =>
                desk.ListAsync(
                    Query(request, "reason"),
                    Query(request, "open") == "true",
                    IsCovered(request),
                    Query(request, "continuation"),
                    aborted
                )
        );

    /// <summary><c>POST deadletters/{id}/redrive?dry_run=</c>, with no body or with corrected fields.</summary>
    public Task RedriveDeadLetterAsync(HttpRequest request) =>
        AnswerAsync(request, aborted => desk.RedriveAsync(Route(request, "id")!, request.Body, IsOn(request, "dry_run"), aborted));

    /// <summary><c>POST deadletters/redrive?reason=&amp;continuation=</c>.</summary>
    public Task RedriveDeadLettersAsync(HttpRequest request) =>
        AnswerAsync(request, aborted => desk.RedriveAllAsync(Query(request, "reason"), Query(request, "continuation"), aborted));

    /// <summary><c>POST deadletters/{id}/dismiss</c>.</summary>
    public Task DismissDeadLetterAsync(HttpRequest request) =>
        AnswerAsync(request, aborted => desk.DismissAsync(Route(request, "id")!, aborted));

    /// <summary><c>POST journal/rebuild?continuation=</c>.</summary>
    public Task RebuildJournalAsync(HttpRequest request) =>
        AnswerAsync(request, aborted => journal.RebuildAsync(Query(request, "continuation"), aborted));

    /// <summary><c>POST webhook/test</c>.</summary>
    public Task TestWebhookAsync(HttpRequest request) => AnswerAsync(request, webhook.TestAsync);

    /// <summary><c>POST bills</c>.</summary>
    public Task RegisterBillsAsync(HttpRequest request) => AnswerAsync(request, aborted => bills.RegisterAsync(request.Body, aborted));

    /// <summary><c>GET bills?open=true&amp;continuation=</c>.</summary>
    public Task ListBillsAsync(HttpRequest request) =>
        AnswerAsync(request, aborted => bills.ListAsync(Query(request, "open") == "true", Query(request, "continuation"), aborted));

    /// <summary><c>POST payments/check?bill_id=</c>.</summary>
    public Task CheckPaymentAsync(HttpRequest request) =>
        AnswerAsync(request, aborted => reconcile.CheckAsync(Query(request, "bill_id"), aborted));

    /// <summary><c>POST reconcile?day=</c>.</summary>
    public Task SweepDayAsync(HttpRequest request) => AnswerAsync(request, aborted => reconcile.SweepAsync(Query(request, "day"), aborted));

    /// <summary><c>GET reconcile</c>.</summary>
    public Task ListSweepsAsync(HttpRequest request) => AnswerAsync(request, reconcile.ListAsync);

    /// <summary><c>POST payments/erase?bill_id=</c>.</summary>
    public Task ErasePaymentAsync(HttpRequest request) =>
        AnswerAsync(request, aborted => retention.EraseAsync(Query(request, "bill_id"), aborted));

    /// <summary><c>POST retention?dry_run=</c>.</summary>
    public Task RunRetentionAsync(HttpRequest request) =>
        AnswerAsync(request, aborted => retention.RunAsync(Query(request, "dry_run"), aborted));

    /// <summary><c>GET retention</c>.</summary>
    public Task ListRetentionAsync(HttpRequest request) => AnswerAsync(request, retention.ListAsync);

    /// <summary><c>POST reconcile/trust</c>.</summary>
    public Task TrustAnswersAsync(HttpRequest request) => AnswerAsync(request, aborted => trust.TrustAsync(request.Body, aborted));

    /// <summary><c>POST reconcile/resume</c>.</summary>
    public Task ResumeSweepsAsync(HttpRequest request) => AnswerAsync(request, aborted => trust.ResumeAsync(request.Body, aborted));

    /// <summary><c>GET health</c>, with its warnings where the operator asks.</summary>
    public Task CheckHealthAsync(HttpRequest request, bool forOperator) => AnswerAsync(request, _ => health.CheckAsync(forOperator));

    private static CallbackRequest Read(HttpRequest request) =>
        new(request.Body)
        {
            Length = request.ContentLength,
            ContentType = request.ContentType,
            ContentEncoding = request.Headers.ContentEncoding,
            Tokens = request.Query["token"],
        };

    private static async Task AnswerAsync(HttpRequest request, Func<CancellationToken, Task<Reply>> answer)
    {
        var aborted = request.HttpContext.RequestAborted;
        request.KeepPrivate();
        try
        {
            await request.AnswerAsync(await answer(aborted));
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
    }

    /// <summary>Any value but <c>true</c> covers: a misspelt one must not show a number.</summary>
    private static bool IsCovered(HttpRequest request) => Query(request, "personal") is not (null or "true");

    /// <summary>Also by a value that is misspelt: it must change nothing.</summary>
    private static bool IsOn(HttpRequest request, string name) => Query(request, name) is not (null or "false");

    private static string? Query(HttpRequest request, string name) => request.Query[name];

    private static string? Route(HttpRequest request, string name) => (string?)request.RouteValues[name];
}
