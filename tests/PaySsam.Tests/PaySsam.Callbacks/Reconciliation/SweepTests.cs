using System.Net;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PaySsam.Callbacks.Expecting;
using PaySsam.Callbacks.Reading;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Reconciliation;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Storage;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Reconciliation;

/// <summary>On a storage of their own, whose queue is worked off by the test: on a clock, four days after the callbacks' day.</summary>
public sealed class SweepTests(OwnAzurite azurite) : IClassFixture<OwnAzurite>, IAsyncLifetime
{
    private const string Day = "2025-01-05";

    private readonly FakePaySsam _payssam = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2025, 1, 9, 3, 0, 0, TimeSpan.Zero));
    private IHost? _host;

    public async ValueTask InitializeAsync()
    {
        await azurite.ClearAsync();
        _host = _payssam.Product(azurite.ConnectionString, services => services.AddSingleton<TimeProvider>(_time));
        _payssam.Answer = bill => FakePaySsam.Bill(bill);
    }

    public ValueTask DisposeAsync()
    {
        _host?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task It_finds_what_was_never_pushed_and_tells_it_as_read()
    {
        await RecordAsync("a", "b", "c");
        await RegisterAsync("d", "e", "f");
        await Get<ReconcileDesk>().CheckAsync("b", default); // So PaySsam said that it was paid.
        _payssam.Answer = bill =>
            bill switch
            {
                "b" => FakePaySsam.Bill(bill, ("appr_state", "C"), ("appr_dt", "20250106101010"), ("appr_num", "2")),
                "c" => FakePaySsam.Bill(bill, ("appr_dt", "20250104101010")),
                "e" => FakePaySsam.Bill(bill, ("appr_state", "W"), ("appr_dt", null), ("appr_num", null)),
                "f" => FakePaySsam.Json("""{"code":"BILL_777"}"""),
                _ => FakePaySsam.Bill(bill),
            };
        await Get<Sweeper>().RunDueAsync(default);
        await WorkOffAsync();

        var sweep = Assert.Single(await SweepsAsync(), sweep => (string)sweep["day"]! == Day);
        Assert.Equal((3, 3, 1, 1, 1, 0), Counts(sweep));
        Assert.Equal(("b", "found", "F", "C", null), Finding(sweep["bills"]![0]!));
        Assert.Equal(("c", "drift", "F", "F", null), Finding(sweep["bills"]![1]!));
        var registered = Assert.Single(await SweepsAsync(), sweep => (int)sweep["asked"]! == 3 && (string)sweep["day"]! != Day);
        Assert.Equal((1, 3, 1, 1, 0, 1), Counts(registered));
        Assert.Equal(["F", "C", "F", "F", null, null], await StatesAsync("abcdef"));
        Assert.Equal(["callback", "read"], (await PaymentAsync("b"))["history"]!.AsArray().Select(one => (string)one!["source"]!).Order());
        Assert.Equal(
            ["C read", "F ", "F ", "F ", "F read"],
            (await EventsAsync()).Select(one => $"{one["data"]!["state"]} {one["data"]!["source"]}").Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task It_asks_nothing_twice_and_not_for_what_is_final()
    {
        await RecordAsync("a", "b");
        await RecordAsync([Some.Callback("b", ("appr_state", "C"), ("appr_num", "2"))]);
        await Get<Sweeper>().RunDueAsync(default);
        await Get<Sweeper>().RunDueAsync(default);

        Assert.Equal(["a"], _payssam.AskedBills);
        _time.Advance(TimeSpan.FromDays(3)); // The seventh day after.
        await Get<Sweeper>().RunDueAsync(default);
        Assert.Equal(["a", "a"], _payssam.AskedBills);
    }

    [Theory]
    [InlineData("Part", "?")]
    [InlineData("Findings", "[")]
    [InlineData("Asked", "3")]
    [InlineData("FinishedAt", "never")]
    public async Task A_row_that_is_damaged_begins_anew(string column, string value)
    {
        await RecordAsync("a", "b");
        await Get<Sweeper>().RunDueAsync(default);
        var table = Get<TableServiceClient>().GetTableClient("Sweeps");
        var row = Assert.Single(table.Query<TableEntity>(), row => row.RowKey.StartsWith("20250105-", StringComparison.Ordinal));
        row[column] = value;
        await table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace);

        await Get<Sweeper>().RunDueAsync(default);

        Assert.Equal(["a", "b", "a", "b"], _payssam.AskedBills);
        Assert.Equal((3, 2, 2, 0, 0, 0), Counts(await OfDayAsync()));
    }

    [Fact]
    public async Task The_merchant_of_a_bill_is_asked_for_in_its_own_name()
    {
        await RecordAsync("a", "b");
        await Get<ExpectedBillDesk>()
            .RegisterAsync(Json("""[{"bill_id":"a","amount_won":1,"expires_on":"2025-02-01","member":"m","merchant":"n"}]"""), default);
        await Get<Sweeper>().RunDueAsync(default);

        Assert.Equal(
            [("a", "m", "n"), ("b", "a-member", "a-merchant")],
            _payssam.Asked.Select(one => ((string)one["bill_id"]!, (string)one["member"]!, (string)one["merchant"]!))
        );
    }

    [Fact]
    public async Task A_PaySsam_that_is_away_is_waited_for_and_nothing_is_taken_for_unpaid()
    {
        await RecordAsync([.. Enumerable.Range(0, 30).Select(number => $"bill-{number:00}")]);
        _payssam.Answer = bill =>
            string.CompareOrdinal(bill, "bill-10") < 0
                ? FakePaySsam.Bill(bill)
                : FakePaySsam.Text(HttpStatusCode.OK, "<html>점검 중</html>");
        await Get<Sweeper>().RunDueAsync(default);

        var stopped = await OfDayAsync();
        Assert.Equal((3, 10, 10, 0, 0, 0), Counts(stopped));
        Assert.Equal(
            (false, "PaySsam is away: of bill-14, it answered no JSON, such as a page about maintenance"),
            ((bool)stopped["finished"]!, (string)stopped["problem"]!)
        );
        Assert.Equal(15, _payssam.Asked.Count);
        _payssam.Answer = bill => FakePaySsam.Bill(bill);
        await Get<Sweeper>().RunDueAsync(default);

        Assert.Equal((3, 30, 30, 0, 0, 0), Counts(await OfDayAsync()));
        Assert.Equal((true, null), ((bool)(await OfDayAsync())["finished"]!, (string?)(await OfDayAsync())["problem"]));
        Assert.Equal(35, _payssam.Asked.Count);
    }

    [Fact]
    public async Task A_day_ends_in_nothing_while_its_last_bills_are_not_answered()
    {
        await RecordAsync("a", "b");
        _payssam.Answer = bill => bill == "a" ? FakePaySsam.Bill(bill) : FakePaySsam.Text(HttpStatusCode.OK, "");
        await Get<Sweeper>().RunDueAsync(default);

        Assert.Equal((3, 1, 1, 0, 0, 0), Counts(await OfDayAsync()));
        Assert.False((bool)(await OfDayAsync())["finished"]!);
    }

    [Fact]
    public async Task One_odd_bill_is_unknown_and_holds_nobody_up()
    {
        await RecordAsync("a", "b", "c");
        _payssam.Answer = bill => bill == "b" ? FakePaySsam.Text(HttpStatusCode.OK, "") : FakePaySsam.Bill(bill);
        await Get<Sweeper>().RunDueAsync(default);

        Assert.Equal((3, 3, 2, 0, 0, 1), Counts(await OfDayAsync()));
        Assert.True((bool)(await OfDayAsync())["finished"]!);
    }

    [Fact]
    public async Task A_PaySsam_that_speaks_in_codes_that_nobody_knows_has_not_been_asked()
    {
        await RecordAsync([.. Enumerable.Range(0, 30).Select(number => $"bill-{number:00}")]);
        _payssam.Answer = _ => FakePaySsam.Json("""{"code":"AUTH_001"}""");
        await Get<Sweeper>().RunDueAsync(default);

        var stopped = await OfDayAsync();
        Assert.Equal(
            (false, "PaySsam does not say how bills stand: of bill-04, it answered code AUTH_001"),
            ((bool)stopped["finished"]!, (string)stopped["problem"]!)
        );
        Assert.Equal((3, 0, 0, 0, 0, 0), Counts(stopped));
    }

    [Theory]
    [InlineData("9980")]
    [InlineData("PARTNER_004")]
    public async Task Unknown_bills_in_a_row_do_not_stop_a_day_where_each_is_told_of_itself(string code)
    {
        await RecordAsync("a");
        await RegisterAsync([.. Enumerable.Range(0, 8).Select(number => $"bill-{number}")]);
        _payssam.Answer = bill => bill == "a" ? FakePaySsam.Bill(bill) : FakePaySsam.Json($$"""{"code":"{{code}}"}""");
        await Get<Sweeper>().RunDueAsync(default);

        var registered = Assert.Single(await SweepsAsync(), sweep => (int)sweep["asked"]! == 8);
        Assert.Equal((1, 8, 0, 0, 0, 8), Counts(registered));
        Assert.True((bool)registered["finished"]!);
    }

    [Fact]
    public async Task Damaged_bills_in_a_row_are_not_taken_for_a_PaySsam_that_is_silent()
    {
        var bills = Enumerable.Range(0, 8).Select(number => $"bill-{number}").ToArray();
        await RecordAsync(bills);
        var payments = Get<TableServiceClient>().GetTableClient("Payments");
        foreach (var bill in bills[..6])
            await payments.AddEntityAsync(new TableEntity(bill, "event-damaged") { ["Body"] = "no body" });
        await Get<Sweeper>().RunDueAsync(default);

        Assert.Equal((3, 8, 2, 0, 0, 6), Counts(await OfDayAsync()));
        Assert.True((bool)(await OfDayAsync())["finished"]!);
    }

    [Fact]
    public async Task A_bill_that_v1_answers_without_a_code_is_found()
    {
        _payssam.Answer = bill => FakePaySsam.Json(Some.Json(bill, ("apikey", null), ("appr_price", "50,000")));
        var found = JsonNode.Parse((await Get<ReconcileDesk>().CheckAsync("a", default)).Json.Span)!;
        await WorkOffAsync();

        Assert.Equal(("a", "found", null, "F", null), Finding(found));
        Assert.Equal(("F", 50_000L), ((string)(await PaymentAsync("a"))["state"]!, (long)(await PaymentAsync("a"))["amount_won"]!));
    }

    [Fact]
    public async Task A_day_that_stops_holds_no_other_up()
    {
        await RecordAsync("a");
        await RecordAsync([Some.Callback("b", ("appr_dt", "20250108101010"))]);
        _payssam.Answer = bill => bill == "b" ? FakePaySsam.Text(HttpStatusCode.OK, "") : FakePaySsam.Bill(bill);
        await Get<Sweeper>().RunDueAsync(default);

        Assert.Equal(["b", "a"], _payssam.AskedBills);
        Assert.False((bool)(await SweepsAsync()).Single(sweep => (string)sweep["day"]! == "2025-01-08")["finished"]!);
        Assert.True((bool)(await OfDayAsync())["finished"]!);
    }

    [Fact]
    public async Task A_bill_refused_in_its_own_merchants_name_is_unknown_and_blocks_none()
    {
        await RecordAsync("a", "b");
        await Get<ExpectedBillDesk>()
            .RegisterAsync(Json("""[{"bill_id":"a","amount_won":1,"expires_on":"2025-02-01","merchant":"wrong"}]"""), default);
        _payssam.Answer = bill => bill == "a" ? FakePaySsam.Json("""{"code":"1003"}""") : FakePaySsam.Bill(bill);
        await Get<Sweeper>().RunDueAsync(default);

        Assert.Equal((3, 2, 1, 0, 0, 1), Counts(await OfDayAsync()));
        Assert.True((bool)(await OfDayAsync())["finished"]!);
    }

    [Fact]
    public async Task A_call_whose_time_runs_out_in_silence_says_so()
    {
        await RecordAsync("a", "b", "c");
        _payssam.Answer = _ =>
        {
            _time.Advance(TimeSpan.FromSeconds(27));
            return FakePaySsam.Text(HttpStatusCode.OK, "");
        };
        var sweep = JsonNode.Parse((await Get<ReconcileDesk>().SweepAsync(Day, default)).Json.Span)!;

        Assert.Equal("PaySsam is away: of b, it answered no JSON, such as a page about maintenance", (string)sweep["problem"]!);
    }

    [Fact]
    public async Task A_refused_key_stops_it_at_once()
    {
        await RecordAsync("a", "b");
        _payssam.Answer = _ => FakePaySsam.Json("""{"code":"1003","msg":"접근이 불가한 사용자 입니다."}""");
        await Get<Sweeper>().RunDueAsync(default);

        Assert.Equal(["a"], _payssam.AskedBills);
        Assert.Equal("PaySsam refuses us: of a, it answered code 1003", (string)(await OfDayAsync())["problem"]!);
    }

    [Fact]
    public async Task After_a_kill_no_more_than_a_page_is_asked_again()
    {
        await RecordAsync([.. Enumerable.Range(0, 50).Select(number => $"bill-{number:00}")]);
        using var killed = new CancellationTokenSource();
        _payssam.Answer = bill =>
        {
            if (bill == "bill-33")
                killed.Cancel();
            return FakePaySsam.Bill(bill);
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Get<Sweeper>().RunDueAsync(killed.Token));
        await Get<Sweeper>().RunDueAsync(default);

        Assert.Equal(50, _payssam.AskedBills.Distinct().Count());
        Assert.InRange(_payssam.Asked.Count - 50, 1, 20);
        Assert.Equal((3, 50, 50, 0, 0, 0), Counts(await OfDayAsync()));
    }

    [Fact]
    public async Task A_damaged_row_of_a_newer_day_keeps_no_older_day_from_being_swept()
    {
        await RecordAsync("a");
        await RecordAsync([Some.Callback("good", ("appr_dt", "20250107120000")), Some.Callback("bad", ("appr_dt", "20250107120000"))]);
        var journal = Get<TableServiceClient>().GetTableClient("Journal");
        var row = journal.Query<TableEntity>().Single(row => row.PartitionKey[0] == 'm' && row.GetString("bill_id") == "bad");
        row["Movements"] = 50000;
        await journal.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace);

        await Get<Sweeper>().RunDueAsync(default);

        Assert.Equal(["a", "good"], _payssam.AskedBills.Order());
        Assert.All(await SweepsAsync(), sweep => Assert.True((bool)sweep!["finished"]!));
    }

    [Fact]
    public async Task A_day_that_fails_is_tried_again_and_the_others_are_swept()
    {
        await RecordAsync("a");
        await RegisterAsync("lost");
        var bills = Get<TableServiceClient>().GetTableClient("ExpectedBills");
        var row = bills.Query<TableEntity>().Single();
        var good = row["AmountWon"];
        row["AmountWon"] = "50000";
        await bills.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace);

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => Get<Sweeper>().RunDueAsync(default));

        Assert.Equal("Days that could not be swept: 1. The log says why; they are tried again.", fault.Message);
        Assert.Equal(["a"], _payssam.AskedBills);
        var open = Assert.Single(await SweepsAsync(), sweep => !(bool)sweep!["finished"]!);
        Assert.Equal("2025-01-08", (string?)open!["day"]);
        row["AmountWon"] = good;
        await bills.UpdateEntityAsync(row, Azure.ETag.All, TableUpdateMode.Replace);
        await Get<Sweeper>().RunDueAsync(default);
        Assert.Equal(["a", "lost"], _payssam.AskedBills);
    }

    [Fact]
    public async Task Only_one_runs_at_a_time_and_a_lease_that_nobody_gives_back_ends()
    {
        await RecordAsync("a");
        var lease = await Lease.TryTakeAsync(
            Get<TableServiceClient>(),
            Sweeper.LeaseName,
            TimeSpan.FromSeconds(50),
            _time,
            NullLogger.Instance,
            default
        );
        await Get<Sweeper>().RunDueAsync(default);
        var busy = await Get<ReconcileDesk>().SweepAsync(Day, default);

        Assert.NotNull(lease);
        Assert.Equal((409, 0), (busy.Status, _payssam.Asked.Count));
        _time.Advance(TimeSpan.FromSeconds(61));
        await Get<Sweeper>().RunDueAsync(default);
        Assert.Single(_payssam.Asked);
        Assert.Equal(412, (await Assert.ThrowsAsync<Azure.RequestFailedException>(async () => await lease.KeepAsync(default))).Status);
    }

    [Fact]
    public async Task A_day_is_swept_by_hand_again_and_again()
    {
        await RecordAsync("a");
        var first = JsonNode.Parse((await Get<ReconcileDesk>().SweepAsync(Day, default)).Json.Span)!;
        var second = JsonNode.Parse((await Get<ReconcileDesk>().SweepAsync(Day, default)).Json.Span)!;

        Assert.Equal([true, true], new[] { first, second }.Select(sweep => (bool)sweep["finished"]!));
        Assert.Equal([(0, 1, 1, 0, 0, 0), (0, 1, 1, 0, 0, 0)], new[] { first, second }.Select(Counts));
        Assert.Equal(2, _payssam.Asked.Count);
    }

    [Theory]
    [InlineData("2025-01-10", 400)]
    [InlineData("nonsense", 400)]
    [InlineData(null, 400)]
    [InlineData("2025-01-09", 200)]
    public async Task A_day_to_come_or_none_is_refused(string? day, int status) =>
        Assert.Equal(status, (await Get<ReconcileDesk>().SweepAsync(day, default)).Status);

    [Fact]
    public async Task A_bill_is_asked_for_now()
    {
        await RecordAsync("a");
        await Get<ReconcileDesk>().CheckAsync("a", default);
        _payssam.Answer = bill => FakePaySsam.Bill(bill, ("appr_state", "C"), ("appr_num", "2"));
        var found = JsonNode.Parse((await Get<ReconcileDesk>().CheckAsync("a", default)).Json.Span)!;
        await WorkOffAsync();
        var unchanged = JsonNode.Parse((await Get<ReconcileDesk>().CheckAsync("a", default)).Json.Span)!;

        Assert.Equal([("a", "found", "F", "C", null), ("a", "unchanged", "C", "C", null)], new[] { found, unchanged }.Select(Finding));
    }

    [Fact]
    public async Task What_PaySsam_pushes_after_it_was_read_is_no_repeat()
    {
        _payssam.Answer = bill => FakePaySsam.Bill(bill);
        await Get<ReconcileDesk>().CheckAsync("a", default);
        await WorkOffAsync();
        var outcomes = await Get<IPaymentStore>().RecordAsync([Some.Received(Some.Callback("a"))], default);

        Assert.Equal([RecordOutcome.Confirmed], outcomes.Outcomes);
    }

    private T Get<T>()
        where T : notnull => _host!.Services.GetRequiredService<T>();

    private Task RecordAsync(params string[] bills) => RecordAsync([.. bills.Select(bill => Some.Callback(bill))]);

    private async Task RecordAsync(PaySsam.Callbacks.Model.Callback[] callbacks)
    {
        foreach (var chunk in callbacks.Chunk(50))
            await Get<CallbackRecorder>().RecordAsync(CallbackMessage.Encode(chunk.Select(callback => Some.Received(callback))), default);
    }

    /// <summary>Yesterday, on the test's clock.</summary>
    private async Task RegisterAsync(params string[] bills)
    {
        _time.AdjustTime(_time.GetUtcNow().AddDays(-1));
        await Get<ExpectedBillDesk>()
            .RegisterAsync(
                Json(
                    new JsonArray([
                        .. bills.Select(bill => new JsonObject
                        {
                            ["bill_id"] = bill,
                            ["amount_won"] = 50_000,
                            ["expires_on"] = "2025-02-01",
                        }),
                    ]).ToJsonString()
                ),
                default
            );
        _time.Advance(TimeSpan.FromDays(1));
    }

    private async Task WorkOffAsync()
    {
        var queue = Get<Azure.Storage.Queues.QueueServiceClient>().GetQueueClient("payssam-callbacks");
        while ((await queue.ReceiveMessagesAsync(32)).Value is { Length: > 0 } messages)
        {
            foreach (var message in messages)
            {
                await Get<CallbackRecorder>().RecordAsync(message.Body.ToString(), default);
                await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }
        }
    }

    private async Task<List<JsonNode>> SweepsAsync() =>
        [.. JsonNode.Parse((await Get<ReconcileDesk>().ListAsync(default)).Json.Span)!["sweeps"]!.AsArray().Select(sweep => sweep!)];

    private async Task<JsonNode> OfDayAsync() => (await SweepsAsync()).Single(sweep => (string)sweep["day"]! == Day);

    private async Task<JsonNode> PaymentAsync(string bill) =>
        JsonNode.Parse((await Get<PaymentQuery>().GetAsync(bill, null, false, default)).Json.Span)!;

    private async Task<IEnumerable<string?>> StatesAsync(string bills)
    {
        var states = new List<string?>();
        foreach (var bill in bills)
            states.Add((string?)(await PaymentAsync($"{bill}"))["state"]);
        return states;
    }

    private Task<IReadOnlyList<JsonNode>> EventsAsync() => ChangeEvents.TakeAsync(azurite.ConnectionString);

    private static MemoryStream Json(string json) => new(System.Text.Encoding.UTF8.GetBytes(json));

    private static (int After, int Asked, int Unchanged, int Found, int Drift, int Unknown) Counts(JsonNode sweep) =>
        (
            (int)sweep["days_after"]!,
            (int)sweep["asked"]!,
            (int)sweep["unchanged"]!,
            (int)sweep["found"]!,
            (int)sweep["drift"]!,
            (int)sweep["unknown"]!
        );

    private static (string Bill, string Result, string? Held, string? Answered, string? Problem) Finding(JsonNode one) =>
        ((string)one["bill_id"]!, (string)one["result"]!, (string?)one["held"], (string?)one["answered"], (string?)one["problem"]);
}
