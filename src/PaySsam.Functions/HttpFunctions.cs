using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PaySsam.Callbacks.Hosting;

namespace PaySsam.Functions;

/// <summary>The routes as functions: each finds its handler in <see cref="Routes"/> by its own name.</summary>
public sealed class HttpFunctions(HttpApi api)
{
    [Function(nameof(ReceiveCallback))]
    public Task ReceiveCallback([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.Callback)] HttpRequest request) =>
        HandleAsync(request);

    [Function(nameof(GetPayment))]
    public Task GetPayment([HttpTrigger(AuthorizationLevel.Function, "get", Route = Routes.Payment)] HttpRequest request) =>
        HandleAsync(request);

    [Function(nameof(ExportPayments))]
    public Task ExportPayments([HttpTrigger(AuthorizationLevel.Function, "get", Route = Routes.Export)] HttpRequest request) =>
        HandleAsync(request);

    [Function(nameof(Summarize))]
    public Task Summarize([HttpTrigger(AuthorizationLevel.Function, "get", Route = Routes.Summary)] HttpRequest request) =>
        HandleAsync(request);

    [Function(nameof(CheckPayment))]
    public Task CheckPayment([HttpTrigger(AuthorizationLevel.Function, "post", Route = Routes.Check)] HttpRequest request) =>
        HandleAsync(request);

    [Function(nameof(ListAttention))]
    public Task ListAttention([HttpTrigger(AuthorizationLevel.Function, "get", Route = Routes.Attention)] HttpRequest request) =>
        HandleAsync(request);

    [Function(nameof(SettleAttention))]
    public Task SettleAttention([HttpTrigger(AuthorizationLevel.Function, "post", Route = Routes.Settle)] HttpRequest request) =>
        HandleAsync(request);

    [Function(nameof(ErasePayment))]
    public Task ErasePayment([HttpTrigger(AuthorizationLevel.Function, "post", Route = Routes.Erase)] HttpRequest request) =>
        HandleAsync(request);

    [Function(nameof(ListDeadLetters))]
    public Task ListDeadLetters([HttpTrigger(AuthorizationLevel.Function, "get", Route = Routes.DeadLetters)] HttpRequest request) =>
        HandleAsync(request);

    [Function(nameof(RedriveDeadLetter))]
    public Task RedriveDeadLetter([HttpTrigger(AuthorizationLevel.Function, "post", Route = Routes.Redrive)] HttpRequest request) =>
        HandleAsync(request);

    [Function(nameof(RedriveDeadLetters))]
    public Task RedriveDeadLetters([HttpTrigger(AuthorizationLevel.Function, "post", Route = Routes.RedriveAll)] HttpRequest request) =>
        HandleAsync(request);

    [Function(nameof(DismissDeadLetter))]
    public Task DismissDeadLetter([HttpTrigger(AuthorizationLevel.Function, "post", Route = Routes.Dismiss)] HttpRequest request) =>
        HandleAsync(request);

    [Function(nameof(RebuildJournal))]
    public Task RebuildJournal([HttpTrigger(AuthorizationLevel.Function, "post", Route = Routes.Rebuild)] HttpRequest request) =>
        HandleAsync(request);

    [Function(nameof(TestWebhook))]
    public Task TestWebhook([HttpTrigger(AuthorizationLevel.Function, "post", Route = Routes.WebhookTest)] HttpRequest request) =>
        HandleAsync(request);

    [Function(nameof(RegisterBills))]
    public Task RegisterBills([HttpTrigger(AuthorizationLevel.Function, "post", Route = Routes.Bills)] HttpRequest request) =>
        HandleAsync(request);

    [Function(nameof(ListBills))]
    public Task ListBills([HttpTrigger(AuthorizationLevel.Function, "get", Route = Routes.Bills)] HttpRequest request) =>
        HandleAsync(request);

    [Function(nameof(SweepDay))]
    public Task SweepDay([HttpTrigger(AuthorizationLevel.Function, "post", Route = Routes.Reconcile)] HttpRequest request) =>
        HandleAsync(request);

    [Function(nameof(ListSweeps))]
    public Task ListSweeps([HttpTrigger(AuthorizationLevel.Function, "get", Route = Routes.Reconcile)] HttpRequest request) =>
        HandleAsync(request);

    [Function(nameof(RunRetention))]
    public Task RunRetention([HttpTrigger(AuthorizationLevel.Function, "post", Route = Routes.Retention)] HttpRequest request) =>
        HandleAsync(request);

    [Function(nameof(ListRetention))]
    public Task ListRetention([HttpTrigger(AuthorizationLevel.Function, "get", Route = Routes.Retention)] HttpRequest request) =>
        HandleAsync(request);

    [Function(nameof(TrustAnswers))]
    public Task TrustAnswers([HttpTrigger(AuthorizationLevel.Function, "post", Route = Routes.Trust)] HttpRequest request) =>
        HandleAsync(request);

    [Function(nameof(ResumeSweeps))]
    public Task ResumeSweeps([HttpTrigger(AuthorizationLevel.Function, "post", Route = Routes.Resume)] HttpRequest request) =>
        HandleAsync(request);

    [Function(nameof(ServeOperatorPage))]
    public Task ServeOperatorPage([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Operator)] HttpRequest request) =>
        HandleAsync(request);

    [Function(nameof(Health))]
    public Task Health([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Health)] HttpRequest request) =>
        HandleAsync(request);

    [Function(nameof(HealthDetails))]
    public Task HealthDetails([HttpTrigger(AuthorizationLevel.Function, "get", Route = Routes.HealthDetails)] HttpRequest request) =>
        HandleAsync(request);

    private Task HandleAsync(HttpRequest request, [CallerMemberName] string function = "") => Routes.Of(function).Handle(api, request);
}
