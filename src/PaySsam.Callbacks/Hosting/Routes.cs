using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using PaySsam.Callbacks.Operator;

namespace PaySsam.Callbacks.Hosting;

/// <summary>
/// Every HTTP route of the product. Both hosts read this table. A new route is a constant and a line here, a handler in
/// <see cref="HttpApi"/>, and a method of the same name in the project's HttpFunctions.
/// </summary>
public static class Routes
{
    /// <summary>What stands before every template.</summary>
    public const string Prefix = "/api/";

    /// <summary>PaySsam's callbacks. The body's key, not the platform's, is the credential.</summary>
    public const string Callback = "payssam/callback";

    /// <summary>One bill, or a day's list.</summary>
    public const string Payment = "payments/{billId?}";

    /// <summary>Some days' payments for a spreadsheet.</summary>
    public const string Export = "payments.csv";

    /// <summary>A day's sums, and what is stuck now.</summary>
    public const string Summary = "summary";

    /// <summary>Asks PaySsam for one bill.</summary>
    public const string Check = "payments/check";

    /// <summary>Erases what is personal of one bill, because a person asks for it.</summary>
    public const string Erase = "payments/erase";

    /// <summary>Bills whose money a person should look at.</summary>
    public const string Attention = "attention";

    /// <summary>Settles one of them.</summary>
    public const string Settle = "attention/settle";

    /// <summary>What could not be recorded.</summary>
    public const string DeadLetters = "deadletters";

    /// <summary>Puts one dead letter back on its queue.</summary>
    public const string Redrive = "deadletters/{id}/redrive";

    /// <summary>Puts a page of one reason's dead letters back.</summary>
    public const string RedriveAll = "deadletters/redrive";

    /// <summary>Closes a dead letter that is of no use.</summary>
    public const string Dismiss = "deadletters/{id}/dismiss";

    /// <summary>Writes the journal anew from the payments, a page at a time.</summary>
    public const string Rebuild = "journal/rebuild";

    /// <summary>Posts one test event.</summary>
    public const string WebhookTest = "webhook/test";

    /// <summary>POST takes the bills that the partner has sent out; GET lists them, or only those still open.</summary>
    public const string Bills = "bills";

    /// <summary>POST asks PaySsam for a day's bills; GET lists what it was asked, and what it answered.</summary>
    public const string Reconcile = "reconcile";

    /// <summary>POST erases and deletes what is due, or counts it; GET says what is due, and what was done.</summary>
    public const string Retention = "retention";

    /// <summary>A person says that PaySsam's C means cancelled.</summary>
    public const string Trust = "reconcile/trust";

    /// <summary>A person lets asking go on after the breaker stopped it.</summary>
    public const string Resume = "reconcile/resume";

    /// <summary>The operator's page. It holds no data.</summary>
    public const string Operator = "operator/{file?}";

    /// <summary>Can callbacks be taken and recorded now?</summary>
    public const string Health = "health";

    /// <summary>The same, with warnings for the operator.</summary>
    public const string HealthDetails = "health/details";

    public static ImmutableArray<Route> All { get; } =
    [
        new("ReceiveCallback", "POST", Callback, IsAnonymous: true, (api, request) => api.ReceiveCallbackAsync(request)),
        new("GetPayment", "GET", Payment, IsAnonymous: false, (api, request) => api.GetPaymentsAsync(request)),
        new("ExportPayments", "GET", Export, IsAnonymous: false, (api, request) => api.ExportPaymentsAsync(request)),
        new("Summarize", "GET", Summary, IsAnonymous: false, (api, request) => api.SummarizeAsync(request)),
        new("CheckPayment", "POST", Check, IsAnonymous: false, (api, request) => api.CheckPaymentAsync(request)),
        new("ListAttention", "GET", Attention, IsAnonymous: false, (api, request) => api.ListAttentionAsync(request)),
        new("SettleAttention", "POST", Settle, IsAnonymous: false, (api, request) => api.SettleAttentionAsync(request)),
        new("ErasePayment", "POST", Erase, IsAnonymous: false, (api, request) => api.ErasePaymentAsync(request)),
        new("ListDeadLetters", "GET", DeadLetters, IsAnonymous: false, (api, request) => api.ListDeadLettersAsync(request)),
        new("RedriveDeadLetter", "POST", Redrive, IsAnonymous: false, (api, request) => api.RedriveDeadLetterAsync(request)),
        new("RedriveDeadLetters", "POST", RedriveAll, IsAnonymous: false, (api, request) => api.RedriveDeadLettersAsync(request)),
        new("DismissDeadLetter", "POST", Dismiss, IsAnonymous: false, (api, request) => api.DismissDeadLetterAsync(request)),
        new("RebuildJournal", "POST", Rebuild, IsAnonymous: false, (api, request) => api.RebuildJournalAsync(request)),
        new("TestWebhook", "POST", WebhookTest, IsAnonymous: false, (api, request) => api.TestWebhookAsync(request)),
        new("RegisterBills", "POST", Bills, IsAnonymous: false, (api, request) => api.RegisterBillsAsync(request)),
        new("ListBills", "GET", Bills, IsAnonymous: false, (api, request) => api.ListBillsAsync(request)),
        new("SweepDay", "POST", Reconcile, IsAnonymous: false, (api, request) => api.SweepDayAsync(request)),
        new("ListSweeps", "GET", Reconcile, IsAnonymous: false, (api, request) => api.ListSweepsAsync(request)),
        new("RunRetention", "POST", Retention, IsAnonymous: false, (api, request) => api.RunRetentionAsync(request)),
        new("ListRetention", "GET", Retention, IsAnonymous: false, (api, request) => api.ListRetentionAsync(request)),
        new("TrustAnswers", "POST", Trust, IsAnonymous: false, (api, request) => api.TrustAnswersAsync(request)),
        new("ResumeSweeps", "POST", Resume, IsAnonymous: false, (api, request) => api.ResumeSweepsAsync(request)),
        new("ServeOperatorPage", "GET", Operator, IsAnonymous: true, (_, request) => OperatorPage.ServeAsync(request)),
        new("Health", "GET", Health, IsAnonymous: true, (api, request) => api.CheckHealthAsync(request, forOperator: false)),
        new("HealthDetails", "GET", HealthDetails, IsAnonymous: false, (api, request) => api.CheckHealthAsync(request, forOperator: true)),
    ];

    /// <summary>The route that a deployed function serves.</summary>
    public static Route Of(string function) => All.Single(route => route.Function == function);
}

/// <param name="Function">The function that serves it when deployed.</param>
/// <param name="Method">The one HTTP method.</param>
/// <param name="Template">Behind <see cref="Routes.Prefix"/>.</param>
/// <param name="IsAnonymous">Whether the deployed host asks for no function key.</param>
/// <param name="Handle">Answers a request.</param>
public sealed record Route(string Function, string Method, string Template, bool IsAnonymous, Func<HttpApi, HttpRequest, Task> Handle);
