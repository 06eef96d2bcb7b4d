using System.IO.Pipelines;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Core;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using PaySsam.Callbacks.Attention;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Hosting;
using PaySsam.Callbacks.Http;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Reading;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Reconciliation;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Repair;
using PaySsam.Callbacks.Retaining;
using PaySsam.Callbacks.Settings;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Reliability;

/// <summary>One bill's way through a product whose storage can be broken.</summary>
internal sealed record Delivery(IServiceProvider Services, string Bill)
{
    /// <summary>Of several that were posted together.</summary>
    public List<int> Acknowledged { get; } = [];

    public string Invalid => Some.Json(Bill, ("appr_state", "X"));

    public Task<string> PostAsync(string body) =>
        StorageCalls.StatusAsync(Get<CallbackReceiver>().ReceiveAsync(new MemoryStream(Encoding.UTF8.GetBytes(body)), null, default));

    public Task<string> RecordAsync(string state) =>
        StorageCalls.HandleAsync(() =>
            Get<CallbackRecorder>()
                .RecordAsync(CallbackMessage.Encode([Some.Received(Some.Callback(Bill, ("appr_state", state)))]), default)
        );

    public Task<string> RecordTextAsync(string text) => StorageCalls.HandleAsync(() => Get<CallbackRecorder>().RecordAsync(text, default));

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public RecordedBill Recorded => Journals.Recorded(Some.Received(Some.Callback(Bill)));

    /// <summary>Of a message on the queue of deliveries.</summary>
    public string Event =>
        DeliveryMessage.Encode(attempt: 0, [ChangeEvent.Write("tests", ChangedBill.Of(Recorded.Payment, Recorded.Change))]).Single();

    public DeadLetter InvalidLetter =>
        DeadLetter.OfCallback(
            DeadLetterReason.InvalidCallback,
            "appr_state must be W, D, F or C",
            Encoding.UTF8.GetBytes(Some.Json(Bill, ("apikey", null), ("appr_state", "X"))),
            Some.Time
        );

    public DeadLetter Letter =>
        DeadLetter.OfCallback(DeadLetterReason.InvalidCallback, "an older version refused it", Some.Callback(Bill).Json, Some.Time);
}

/// <param name="Name">As the documentation names it.</param>
/// <param name="Matches">Which requests it makes.</param>
/// <param name="Prepare">What has to be there before.</param>
/// <param name="Deliver">What makes the call; says how that ended.</param>
/// <param name="Good">How it ends when all is well.</param>
/// <param name="Check">What must be true after a good one.</param>
/// <param name="Creates">Which requests find nothing until the call has created it, for a call that does so.</param>
internal sealed record StorageCall(
    string Name,
    Func<Request, bool> Matches,
    Func<Delivery, Task> Prepare,
    Func<Delivery, Task<string>> Deliver,
    string Good,
    Func<Delivery, TestBed, Task> Check,
    Func<Request, bool>? Creates = null
)
{
    /// <summary>How it ends when it is not: so that it is tried again.</summary>
    public string Safe => Good == "done" ? "comes again" : "503";

    /// <summary>Requests that are slowed down, so that the call has something to wait for.</summary>
    public Func<Request, bool>? Slows { get; init; }
}

internal static class StorageCalls
{
    // Beyond the lanes, each of which writes one alone.
    private const int Together = CallbackQueue.Lanes + 8;

    // Of the callbacks.
    private const string Day = "2025-01-05";

    // Characters of a message of one callback, on its way to storage.
    private const int LongestAlone = 600;

    public static readonly StorageCall[] All =
    [
        new(
            "callback: enqueue",
            Is("POST", "/payssam-callbacks/messages"),
            Nothing,
            delivery => delivery.PostAsync(Some.Json(delivery.Bill)),
            "200",
            IsPaidOnce
        ),
        new(
            "callback: create the queue",
            Is("PUT", "/payssam-callbacks"),
            Nothing,
            delivery => delivery.PostAsync(Some.Json(delivery.Bill)),
            "200",
            IsPaidOnce,
            request => IsAt(request, "/payssam-callbacks/messages")
        ),
        new(
            "invalid callback: create the table",
            Is("POST", "/Tables"),
            Nothing,
            delivery => delivery.PostAsync(delivery.Invalid),
            "400",
            IsKeptOnce,
            request => IsAt(request, "/DeadLetters")
        ),
        new(
            "invalid callback: keep",
            Is("POST", "/DeadLetters"),
            Nothing,
            delivery => delivery.PostAsync(delivery.Invalid),
            "400",
            IsKeptOnce
        ),
        new(
            "invalid callback again: read",
            Is("GET", "/DeadLetters"),
            delivery => delivery.PostAsync(delivery.Invalid),
            delivery => delivery.PostAsync(delivery.Invalid),
            "400",
            IsKeptOnce
        ),
        new(
            "invalid callback again: count",
            Is("PUT", "/DeadLetters"),
            delivery => delivery.PostAsync(delivery.Invalid),
            delivery => delivery.PostAsync(delivery.Invalid),
            "400",
            IsKeptOnce
        ),
        new(
            "new bill: create the table",
            Is("POST", "/Tables"),
            Nothing,
            delivery => delivery.RecordAsync("F"),
            "done",
            IsPaidOnce,
            IsTransaction("Payments")
        ),
        new("new bill: insert", IsTransaction("Payments"), Nothing, delivery => delivery.RecordAsync("F"), "done", IsPaidOnce),
        new(
            "known bill: insert or replace",
            IsTransaction("Payments"),
            delivery => delivery.RecordAsync("W"),
            delivery => delivery.RecordAsync("F"),
            "done",
            IsPaidAfterUnpaid
        ),
        new(
            "known bill: read",
            Is("GET", "/Payments"),
            delivery => delivery.RecordAsync("W"),
            delivery => delivery.RecordAsync("F"),
            "done",
            IsPaidAfterUnpaid
        ),
        new(
            "journal: create the table",
            Is("POST", "/Tables"),
            Nothing,
            delivery => delivery.RecordAsync("F"),
            "done",
            IsPaidOnce,
            IsTransaction("Journal")
        ),
        new("journal: write", IsTransaction("Journal"), Nothing, delivery => delivery.RecordAsync("F"), "done", IsPaidOnce),
        new("journal rebuild: read", Is("GET", "/Payments"), Nothing, Rebuild, "200", (_, _) => Task.CompletedTask),
        new("journal rebuild: write", IsTransaction("Journal"), delivery => delivery.RecordAsync("F"), Rebuild, "200", IsPaidOnce),
        new("older bill: count it, give ids", IsTransaction("Payments"), LeaveOlder, RebuildBill, "done", IsRebuilt),
        new("older bill: read its old rows of the journal", Is("GET", "/Journal"), LeaveOlder, RebuildBill, "done", IsRebuilt),
        new("older bill: delete them", IsDeletion("Journal"), LeaveOlder, RebuildBill, "done", IsRebuilt),
        new(
            "journal rebuild: mark its end",
            Is("PATCH", "/Sweeps"),
            Nothing,
            delivery => HandleAsync(() => delivery.Get<JournalMark>().SetAsync(default)),
            "done",
            async (delivery, _) => Assert.True(await delivery.Get<JournalMark>().IsSetAsync(default))
        ),
        new("bill with too many callbacks: keep", Is("POST", "/DeadLetters"), FillUp, RecordOneMore, "done", IsFull),
        new(
            "attention: create the table",
            Is("POST", "/Tables"),
            RecordNumber("1"),
            RecordNumber("2"),
            "done",
            IsListedOnce,
            request => IsAt(request, "/Attention")
        ),
        new("attention: read", Is("GET", "/Attention"), RecordNumber("1"), RecordNumber("2"), "done", IsListedOnce),
        new("attention: add", Is("POST", "/Attention"), RecordNumber("1"), RecordNumber("2"), "done", IsListedOnce),
        new("attention: replace", Is("PUT", "/Attention"), RecordTwoNumbers, RecordNumber("3"), "done", IsListedOnce),
        new("registered amounts: look", Is("GET", "/ExpectedBills"), Nothing, delivery => delivery.RecordAsync("F"), "done", IsPaidOnce),
        new("registered bill: read its payments", Is("GET", "/Payments"), RecordNumber("1"), Register, "200", IsListedOnce),
        new("GET attention: read", Is("GET", "/Attention"), RecordTwoNumbers, ListAttention, "200", IsListedOnce),
        new("settle: read", Is("GET", "/Attention"), RecordTwoNumbers, Settle, "200", IsSettled),
        new("settle: mark", Is("PUT", "/Attention"), RecordTwoNumbers, Settle, "200", IsSettled),
        new(
            "change event: create the queue",
            Is("PUT", "/payment-changes"),
            Nothing,
            delivery => delivery.RecordAsync("F"),
            "done",
            IsPaidOnce,
            request => IsAt(request, "/payment-changes/messages")
        ),
        new(
            "change event: send",
            Is("POST", "/payment-changes/messages"),
            Nothing,
            delivery => delivery.RecordAsync("F"),
            "done",
            IsPaidOnce
        ),
        new(
            "unread changes: peek",
            Is("GET", "/payment-changes/messages"),
            Nothing,
            delivery => HandleAsync(() => delivery.Get<ChangeQueue>().UnreadForAsync(Some.Time, default)),
            "done",
            (_, _) => Task.CompletedTask
        ),
        new("bill that fails alone: put back", Is("POST", "/payssam-callbacks/messages"), Nothing, RecordBesideFailing, "done", IsPaidOnce),
        new(
            "event to deliver: create the queue",
            Is("PUT", "/payment-deliveries"),
            Nothing,
            Announce,
            "done",
            IsUndelivered,
            request => IsAt(request, "/payment-deliveries/messages")
        ),
        new("event to deliver: send", Is("POST", "/payment-deliveries/messages"), Nothing, Announce, "done", IsUndelivered),
        new("event that failed: send again", Is("POST", "/payment-deliveries/messages"), Nothing, FailToDeliver, "done", IsUndelivered),
        new("event that nobody takes: keep", Is("POST", "/DeadLetters"), Nothing, GiveUp, "done", IsUndelivered),
        new(
            "unreadable message: keep",
            Is("POST", "/DeadLetters"),
            Nothing,
            delivery => delivery.RecordTextAsync($"!{delivery.Bill}"),
            "done",
            IsKeptOnce
        ),
        new("poison message: keep", Is("POST", "/DeadLetters"), Nothing, KeepPoison, "done", IsKeptOnce),
        new(
            "unreadable message again: read",
            Is("GET", "/DeadLetters"),
            delivery => delivery.RecordTextAsync($"!{delivery.Bill}"),
            delivery => delivery.RecordTextAsync($"!{delivery.Bill}"),
            "done",
            IsKeptOnce
        ),
        new(
            "unreadable message again: count",
            Is("PUT", "/DeadLetters"),
            delivery => delivery.RecordTextAsync($"!{delivery.Bill}"),
            delivery => delivery.RecordTextAsync($"!{delivery.Bill}"),
            "done",
            IsKeptOnce
        ),
        new("redrive: read", Is("GET", "/DeadLetters"), KeepLetter, Redrive, "200", IsRedriven),
        new("redrive: enqueue", Is("POST", "/payssam-callbacks/messages"), KeepLetter, Redrive, "200", IsRedriven),
        new("redrive: mark", Is("PUT", "/DeadLetters"), KeepLetter, Redrive, "200", IsRedriven),
        new("correction: read", Is("GET", "/DeadLetters"), KeepInvalid, Correct, "200", IsCorrected),
        new(
            "correction: keep",
            request => Is("PUT", "/DeadLetters")(request) && !IsMark(request),
            KeepInvalid,
            Correct,
            "200",
            IsCorrected
        ),
        new("correction: enqueue", Is("POST", "/payssam-callbacks/messages"), KeepInvalid, Correct, "200", IsCorrected),
        new("correction: mark", request => Is("PUT", "/DeadLetters")(request) && IsMark(request), KeepInvalid, Correct, "200", IsCorrected),
        new("redrive of all: list", Is("GET", "/DeadLetters"), KeepRefused, RedriveAll, "200", IsRedriven),
        new("dismiss: read", Is("GET", "/DeadLetters"), KeepLetter, Dismiss, "200", IsDismissed),
        new("dismiss: mark", Is("PUT", "/DeadLetters"), KeepLetter, Dismiss, "200", IsDismissed),
        new(
            "open dead letters: count",
            Is("GET", "/DeadLetters"),
            KeepLetter,
            delivery => HandleAsync(() => delivery.Get<DeadLetterStore>().CountOpenAsync(default)),
            "done",
            (_, _) => Task.CompletedTask
        ),
        new(
            "GET payments: read",
            Is("GET", "/Payments"),
            delivery => delivery.RecordAsync("F"),
            delivery => StatusAsync(delivery.Get<PaymentQuery>().GetAsync(delivery.Bill, null, false, default)),
            "200",
            IsPaidOnce
        ),
        new("erase a bill: read", Is("GET", "/Payments"), delivery => delivery.RecordAsync("F"), Erase, "done", IsErased),
        new("erase a bill: write", IsTransaction("Payments"), delivery => delivery.RecordAsync("F"), Erase, "done", IsErased),
        new("GET retention: runs", Is("GET", "/Sweeps"), Nothing, ListRetention, "200", (_, _) => Task.CompletedTask),
        new("GET payments of a day: journal", Is("GET", "/Journal"), delivery => delivery.RecordAsync("F"), List, "200", IsPaidOnce),
        new("GET payments of a day: bills", Is("GET", "/Payments"), delivery => delivery.RecordAsync("F"), List, "200", IsPaidOnce),
        new("GET payments.csv: first read", Is("GET", "/Journal"), delivery => delivery.RecordAsync("F"), Export, "200", IsPaidOnce),
        new(
            "GET payments of a day: mark of the rebuild",
            Is("GET", "/Sweeps"),
            delivery => delivery.RecordAsync("F"),
            List,
            "200",
            IsPaidOnce
        ),
        new(
            "GET payments.csv by receipt: journal",
            Is("GET", "/Journal"),
            delivery => delivery.RecordAsync("F"),
            ExportReceived,
            "200",
            IsPaidOnce
        ),
        new(
            "GET payments.csv by receipt: late bill",
            Is("GET", "/Payments"),
            delivery => delivery.RecordAsync("F"),
            ExportReceived,
            "200",
            IsPaidOnce
        ),
        new("GET summary: journal", Is("GET", "/Journal"), RecordToday, Summarize, "200", (_, _) => Task.CompletedTask),
        new("GET summary: dead letters", Is("GET", "/DeadLetters"), RecordToday, Summarize, "200", (_, _) => Task.CompletedTask),
        new("GET summary: attention", Is("GET", "/Attention"), RecordToday, Summarize, "200", (_, _) => Task.CompletedTask),
        new("GET summary: queue", Is("GET", "/payssam-callbacks"), RecordToday, Summarize, "200", (_, _) => Task.CompletedTask),
        new(
            "GET summary: queue of the webhook",
            Is("GET", "/payment-deliveries"),
            RecordToday,
            Summarize,
            "200",
            (_, _) => Task.CompletedTask
        ),
        new(
            "GET deadletters: read",
            Is("GET", "/DeadLetters"),
            KeepLetter,
            delivery => StatusAsync(delivery.Get<DeadLetterDesk>().ListAsync(null, false, false, null, default)),
            "200",
            (_, _) => Task.CompletedTask
        ),
        new(
            "GET health: queue",
            Is("GET", "/payssam-callbacks"),
            Nothing,
            delivery => StatusAsync(delivery.Get<HealthCheck>().CheckAsync(forOperator: true)),
            "200",
            (_, _) => Task.CompletedTask
        ),
        new(
            "GET health: table",
            Is("GET", "/Payments"),
            Nothing,
            delivery => StatusAsync(delivery.Get<HealthCheck>().CheckAsync(forOperator: true)),
            "200",
            (_, _) => Task.CompletedTask
        ),
        new("callbacks together: enqueue", IsLarge("POST", "/payssam-callbacks/messages"), Nothing, PostTogether, "200", IsPaidInAll)
        {
            Slows = Is("POST", "/payssam-callbacks/messages"), // Those that are written alone: meanwhile the others gather.
        },
    ];

    public static async Task<string> StatusAsync(Task<Reply> reply) => $"{(await reply).Status}";

    /// <summary>A queue message handled: done, or to come again.</summary>
    public static async Task<string> HandleAsync(Func<Task> handle)
    {
        try
        {
            await handle();
            return "done";
        }
        catch (Exception fault) when (fault is Azure.RequestFailedException or AggregateException or OperationCanceledException)
        {
            return "comes again";
        }
    }

    private static Func<Request, bool> Is(string method, string path) => request => request.Method.Method == method && IsAt(request, path);

    public static bool IsAt(Request request, string path) =>
        Uri.UnescapeDataString(request.Uri.ToUri().AbsolutePath).Contains(path, StringComparison.Ordinal);

    private static Func<Request, bool> IsTransaction(string table) =>
        request => Is("POST", "/$batch")(request) && FaultyTransport.Text(request).Contains($"/{table}", StringComparison.Ordinal);

    private static Func<Request, bool> IsDeletion(string table) =>
        request => IsTransaction(table)(request) && FaultyTransport.Text(request).Contains("\nDELETE ", StringComparison.Ordinal);

    private static Func<Request, bool> IsLarge(string method, string path) =>
        request => Is(method, path)(request) && FaultyTransport.Text(request).Length > 2 * LongestAlone;

    private static Task Nothing(Delivery delivery) => Task.CompletedTask;

    private static Task<string> KeepPoison(Delivery delivery) =>
        HandleAsync(() => delivery.Get<PoisonKeeper>().KeepAsync("payssam-callbacks", $"!{delivery.Bill}", Some.Time, default));

    private static Task KeepLetter(Delivery delivery) => delivery.Get<DeadLetterStore>().KeepAsync(delivery.Letter, default);

    /// <summary>For the redrive of all of a reason, which would redrive the others' too.</summary>
    private static Task KeepRefused(Delivery delivery) =>
        delivery.Get<DeadLetterStore>().KeepAsync(delivery.Letter with { Reason = DeadLetterReason.RefusedByStorage }, default);

    private static Task<string> Redrive(Delivery delivery) =>
        StatusAsync(delivery.Get<DeadLetterDesk>().RedriveAsync(delivery.Letter.Id, Stream.Null, isDryRun: false, default));

    private static Task KeepInvalid(Delivery delivery) => delivery.Get<DeadLetterStore>().KeepAsync(delivery.InvalidLetter, default);

    private static Task<string> Correct(Delivery delivery) =>
        StatusAsync(
            delivery
                .Get<DeadLetterDesk>()
                .RedriveAsync(
                    delivery.InvalidLetter.Id,
                    new MemoryStream(Encoding.UTF8.GetBytes("""{"appr_state":"F"}""")),
                    isDryRun: false,
                    default
                )
        );

    private static bool IsMark(Request request) =>
        FaultyTransport.Text(request).Contains($"{nameof(DeadLetter.RedrivenAt)}@", StringComparison.Ordinal);

    /// <summary>
    /// All at once, so that all but the first few travel in one message, and again only those that were not acknowledged;
    /// says how the worst ended.
    /// </summary>
    private static async Task<string> PostTogether(Delivery delivery)
    {
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, Together)
                .Except(delivery.Acknowledged)
                .Select(async number => (number, Answer: await delivery.PostAsync(Some.Json(delivery.Bill, ("appr_num", $"{number}")))))
        );
        delivery.Acknowledged.AddRange(answers.Where(answer => answer.Answer == "200").Select(answer => answer.number));
        return answers.Select(answer => answer.Answer).Append("200").Max()!;
    }

    private static async Task<string> RedriveAll(Delivery delivery)
    {
        string? continuation = null;
        do
        {
            var reply = await delivery
                .Get<DeadLetterDesk>()
                .RedriveAllAsync(nameof(DeadLetterReason.RefusedByStorage), continuation, default);
            if (reply.Status != 200)
                return $"{reply.Status}";
            continuation = (string?)JsonNode.Parse(reply.Json.Span)!["continuation"];
        } while (continuation is not null);
        return "200";
    }

    private static Task<string> List(Delivery delivery) => StatusAsync(delivery.Get<PaymentList>().GetAsync(Day, null, null, default));

    private static async Task<string> Export(Delivery delivery) =>
        $"{(await delivery.Get<PaymentExport>().WriteAsync(Day, Day, (_, _) => PipeWriter.Create(Stream.Null), default))?.Status ?? 200}";

    /// <summary>By the day on which <see cref="Delivery.RecordAsync"/> receives.</summary>
    private static async Task<string> ExportReceived(Delivery delivery)
    {
        const string receivedOn = "2026-01-02";
        var reply = await delivery
            .Get<PaymentExport>()
            .WriteReceivedAsync(receivedOn, receivedOn, (_, _) => PipeWriter.Create(Stream.Null), default);
        return $"{reply?.Status ?? 200}";
    }

    /// <summary>A bill that a version before the ledger recorded.</summary>
    private static async Task LeaveOlder(Delivery delivery)
    {
        var received = Some.Received(Some.Callback(delivery.Bill));
        var tables = delivery.Get<TableServiceClient>();
        await tables.GetTableClient("Payments").CreateIfNotExistsAsync();
        await tables.GetTableClient("Payments").AddEntityAsync(FormerRows.Event(received));
        await tables.GetTableClient("Payments").AddEntityAsync(StateRow.Write(received.Callback));
        tables.WriteFormerJournal(5, received);
    }

    private static Task<string> RebuildBill(Delivery delivery) =>
        HandleAsync(async () =>
        {
            var rebuilt = await new PaymentRebuild(delivery.Get<TableServiceClient>()).RunAsync(delivery.Bill, default);
            await delivery.Get<PaymentJournal>().RewriteAsync([rebuilt], default);
        });

    private static async Task IsRebuilt(Delivery delivery, TestBed bed)
    {
        await IsPaidOnce(delivery, bed);
        Assert.Matches("^[0-9a-f]{32}$", (string?)(await bed.Http.FindPaymentAsync(delivery.Bill))!["history"]![0]!["id"]);
        Assert.DoesNotContain(bed.Tables.ReadJournalRows(delivery.Bill), row => char.IsAsciiDigit(row.PartitionKey[0]));
    }

    private static Task<RecordedBill> FillUp(Delivery delivery) =>
        delivery
            .Get<IPaymentStore>()
            .RecordAsync(
                [.. Enumerable.Range(0, 200).Select(number => Some.Received(Some.Callback(delivery.Bill, ("appr_num", $"{number + 1}"))))],
                default
            );

    private static Task<string> RecordOneMore(Delivery delivery) => delivery.RecordAsync("C");

    private static async Task IsFull(Delivery delivery, TestBed bed)
    {
        Assert.Equal("F", (await bed.Http.FindPaymentAsync(delivery.Bill))!.State());
        var letter = DeadLetter.OfCallback(
            DeadLetterReason.TooManyCallbacks,
            "",
            Some.Callback(delivery.Bill, ("appr_state", "C")).Json,
            Some.Time
        );
        Assert.Equal(DeadLetterReason.TooManyCallbacks, (await delivery.Get<DeadLetterStore>().FindAsync(letter.Id, default))!.Reason);
        Assert.Equal(409, (await delivery.Get<DeadLetterDesk>().RedriveAsync(letter.Id, Stream.Null, isDryRun: false, default)).Status);
    }

    /// <summary>A payment of this number: two of them are a bill paid twice.</summary>
    private static Func<Delivery, Task<string>> RecordNumber(string number) =>
        delivery => delivery.RecordTextAsync(CallbackMessage.Encode([Some.Received(Some.Callback(delivery.Bill, ("appr_num", number)))]));

    private static async Task RecordTwoNumbers(Delivery delivery)
    {
        await RecordNumber("1")(delivery);
        await RecordNumber("2")(delivery);
    }

    /// <summary>With another amount than was paid.</summary>
    private static Task<string> Register(Delivery delivery) =>
        StatusAsync(
            delivery
                .Get<ExpectedBillDesk>()
                .RegisterAsync(
                    new MemoryStream(
                        Encoding.UTF8.GetBytes($$"""[{"bill_id":"{{delivery.Bill}}","amount_won":7,"expires_on":"2026-01-31"}]""")
                    ),
                    default
                )
        );

    private static Task<string> ListAttention(Delivery delivery) =>
        StatusAsync(delivery.Get<AttentionDesk>().ListAsync(all: false, isCovered: true, null, default));

    private static Task<string> Settle(Delivery delivery) =>
        StatusAsync(
            delivery
                .Get<AttentionDesk>()
                .SettleAsync(
                    delivery.Bill,
                    answer: null,
                    new MemoryStream("""{"count":2}"""u8.ToArray()),
                    (_, _) => Task.FromResult<Reply?>(null),
                    default
                )
        );

    private static async Task IsListedOnce(Delivery delivery, TestBed bed) =>
        Assert.True(AttentionOf(await bed.Http.WaitForAttentionAsync(delivery.Bill, isOpen: true)));

    private static async Task IsSettled(Delivery delivery, TestBed bed) =>
        Assert.True(AttentionOf(await bed.Http.WaitForAttentionAsync(delivery.Bill, isOpen: false)));

    private static bool AttentionOf(JsonNode bill) => bill["points"]!.AsArray().Count > 0;

    private static Task<string> Summarize(Delivery delivery) => StatusAsync(delivery.Get<DaySummary>().GetAsync(Day, default));

    /// <summary>What no search through the days before is needed for.</summary>
    private static Task<string> RecordToday(Delivery delivery) =>
        delivery.RecordTextAsync(
            CallbackMessage.Encode([new ReceivedCallback(Some.Callback(delivery.Bill, ("appr_dt", null)), DateTimeOffset.UtcNow, null)])
        );

    /// <summary>One page.</summary>
    private static Task<string> Rebuild(Delivery delivery) => StatusAsync(delivery.Get<JournalRebuild>().RebuildAsync(null, default));

    /// <summary>Beside one whose bill cannot be recorded now, and will be by the LocalHost of the test bed.</summary>
    private static Task<string> RecordBesideFailing(Delivery delivery)
    {
        var failing = Some.BillId();
        var recorder = ActivatorUtilities.CreateInstance<CallbackRecorder>(
            delivery.Services,
            new FailsFor(failing, delivery.Get<IPaymentStore>())
        );
        return HandleAsync(() =>
            recorder.RecordAsync(
                CallbackMessage.Encode([Some.Received(Some.Callback(failing)), Some.Received(Some.Callback(delivery.Bill))]),
                default
            )
        );
    }

    private static Task<string> Announce(Delivery delivery) =>
        HandleAsync(() =>
            new ChangeFollower(delivery.Get<ChangeOptions>(), [delivery.Get<DeliveryQueue>()]).FollowAsync([delivery.Recorded], default)
        );

    /// <summary>To an address that is never posted to.</summary>
    private static async Task<string> FailToDeliver(Delivery delivery)
    {
        var options = new WebhookOptions(new Uri("https://127.0.0.1/"), [new byte[24]], []);
        using var sender = ActivatorUtilities.CreateInstance<WebhookSender>(delivery.Services, options);
        return await HandleAsync(() =>
            ActivatorUtilities.CreateInstance<WebhookDelivery>(delivery.Services, options, sender).DeliverAsync(delivery.Event, default)
        );
    }

    /// <summary>Where no webhook is configured.</summary>
    private static Task<string> GiveUp(Delivery delivery) =>
        HandleAsync(() => delivery.Get<WebhookDelivery>().DeliverAsync(delivery.Event, default));

    private static async Task IsPaidOnce(Delivery delivery, TestBed bed)
    {
        var payment = await bed.Http.WaitForPaymentAsync(delivery.Bill);
        Assert.Equal(("F", 1), (payment.State(), payment.History()));

        // Written after the payment, perhaps by the test bed's product.
        for (var deadline = DateTime.UtcNow.AddMinutes(1); bed.Tables.ReadJournal(delivery.Bill).Count == 0; await Task.Delay(100))
            Assert.True(DateTime.UtcNow < deadline, $"{delivery.Bill} is not in the journal.");
        Assert.Single(bed.Tables.ReadJournal(delivery.Bill));
    }

    private static async Task IsPaidInAll(Delivery delivery, TestBed bed)
    {
        var payment = await bed.Http.WaitForPaymentAsync(delivery.Bill, payment => payment.History() == Together);
        Assert.Equal("F", payment.State());
    }

    private static async Task IsPaidAfterUnpaid(Delivery delivery, TestBed bed)
    {
        var payment = await bed.Http.WaitForPaymentAsync(delivery.Bill);
        Assert.Equal(("F", 2), (payment.State(), payment.History()));
    }

    private static Task<string> Erase(Delivery delivery) =>
        HandleAsync(() => delivery.Get<BillEraser>().EraseAsync(delivery.Bill, due: null, default));

    private static Task<string> ListRetention(Delivery delivery) => StatusAsync(delivery.Get<RetentionDesk>().ListAsync(default));

    private static async Task IsErased(Delivery delivery, TestBed bed)
    {
        await IsPaidOnce(delivery, bed);
        Assert.True((await delivery.Get<IPaymentStore>().FindAsync(delivery.Bill, default))!.Payment.IsErased);
    }

    private static Task<string> Dismiss(Delivery delivery) =>
        StatusAsync(delivery.Get<DeadLetterDesk>().DismissAsync(delivery.Letter.Id, default));

    private static async Task IsDismissed(Delivery delivery, TestBed bed)
    {
        Assert.Null(await bed.Http.FindPaymentAsync(delivery.Bill));
        Assert.NotNull((await delivery.Get<DeadLetterStore>().FindAsync(delivery.Letter.Id, default))!.DismissedAt);
    }

    private static async Task IsRedriven(Delivery delivery, TestBed bed)
    {
        await IsPaidOnce(delivery, bed);
        Assert.NotNull((await delivery.Get<DeadLetterStore>().FindAsync(delivery.Letter.Id, default))!.RedrivenAt);
    }

    private static async Task IsCorrected(Delivery delivery, TestBed bed)
    {
        await IsPaidOnce(delivery, bed);
        var letter = (await delivery.Get<DeadLetterStore>().FindAsync(delivery.InvalidLetter.Id, default))!;
        Assert.NotNull(letter.RedrivenAt);
        Assert.Equal("""{"appr_state":"F"}""", letter.Correction);
    }

    /// <summary>Kept by the product of the test bed, which has no webhook: so its event was on the queue.</summary>
    private static async Task IsUndelivered(Delivery delivery, TestBed bed)
    {
        var letter = DeadLetter.OfUndelivered(delivery.Bill, "", Some.Time);
        for (
            var deadline = DateTime.UtcNow.AddMinutes(1);
            await delivery.Get<DeadLetterStore>().FindAsync(letter.Id, default) is null;
            await Task.Delay(100)
        )
            Assert.True(DateTime.UtcNow < deadline, $"The event of {delivery.Bill} is gone.");
    }

    private static async Task IsKeptOnce(Delivery delivery, TestBed bed)
    {
        var kept = new List<DeadLetter>();
        string? after = null;
        do
        {
            (var letters, after) = await delivery.Get<DeadLetterStore>().ListAsync(null, onlyOpen: true, 100, whole: true, after, default);
            kept.AddRange(
                letters.Where(letter => Encoding.UTF8.GetString(letter.Content.Span).Contains(delivery.Bill, StringComparison.Ordinal))
            );
        } while (after is not null);
        Assert.Single(kept);
        Assert.Null(await bed.Http.FindPaymentAsync(delivery.Bill));
    }

    /// <summary>A store that one bill cannot be recorded in.</summary>
    private sealed class FailsFor(string bill, IPaymentStore store) : IPaymentStore
    {
        public Task<RecordedBill> RecordAsync(IReadOnlyList<ReceivedCallback> callbacks, CancellationToken cancellationToken) =>
            callbacks[0].Callback.BillId == bill
                ? throw new Azure.RequestFailedException(503, "on purpose")
                : store.RecordAsync(callbacks, cancellationToken);

        public Task<Bill?> FindAsync(string billId, CancellationToken cancellationToken) => store.FindAsync(billId, cancellationToken);

        public Task ConfirmAsync(PaySsam.Callbacks.Model.Callback payment, DateTimeOffset at, CancellationToken cancellationToken) =>
            store.ConfirmAsync(payment, at, cancellationToken);
    }
}
