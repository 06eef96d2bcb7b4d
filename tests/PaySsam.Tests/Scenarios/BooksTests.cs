using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Recording;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Scenarios;

/// <summary>What a bookkeeper asks of a day, over HTTP.</summary>
public abstract class BooksTests(ProductBed bed)
{
    private readonly string _bill = Some.BillId();
    private readonly DateOnly _day = JournalDays.Next();

    [Fact]
    public async Task A_day_lists_what_happened_then_and_each_bills_state_now()
    {
        await PayAsync(_bill, ("appr_pay_type", "KEYIN"), ("appr_issuer", "신한카드"));
        await PayAsync(_bill, ("appr_state", "C"), ("appr_dt", _day.AddDays(1).At()));
        await bed.Http.WaitForPaymentAsync(_bill, payment => payment.History() == 2);

        var list = await ReadAsync($"api/payments?day={_day.Text()}", entries: 1);

        Assert.Equal((_day.Text(), null, null), ((string?)list["day"], (string?)list["state"], (string?)list["continuation"]));
        var entry = Assert.Single(list["entries"]!.AsArray())!;
        Assert.Equal(
            $$$"""
            {"bill_id":"{{{_bill}}}","state":"F","approved_at":"{{{_day.Text()}}}T13:47:53+09:00","amount_won":50000,
            "appr_num":"30012345","appr_pay_type":"KEYIN","appr_issuer":"신한카드",
            "source":"callback","late":false,
            "now":{"state":"C","approved_at":"{{{_day.AddDays(1).Text()}}}T13:47:53+09:00","amount_won":50000}}
            """.ReplaceLineEndings(""),
            Without(entry, "id", "callback_id", "received_at", "first_received_at")
        );
        Assert.Matches("^[0-9a-f]{32}$", (string?)entry["callback_id"]);
        Assert.Equal((string?)entry["id"], (string?)entry["callback_id"]);
        Assert.EndsWith("Z", (string?)entry["received_at"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_day_can_be_asked_for_one_state_and_comes_page_by_page()
    {
        for (var number = 0; number < 130; number++)
            Write(Some.Callback($"{_bill[..16]}{number:0000}", ("appr_dt", _day.At()), ("appr_state", number < 120 ? "F" : "W")));

        var first = await ReadAsync($"api/payments?day={_day.Text()}&state=F", entries: 100);
        var second = await ReadAsync($"api/payments?day={_day.Text()}&state=F&continuation={first["continuation"]}", entries: 20);

        Assert.Null(second["continuation"]);
        Assert.Equal("F", (string?)second["state"]);
        Assert.Equal(
            Enumerable.Range(0, 120).Select(number => $"{_bill[..16]}{number:0000}"),
            new[] { first, second }.SelectMany(page => page["entries"]!.AsArray()).Select(entry => (string?)entry!["bill_id"])
        );
        Assert.Empty((await ReadAsync($"api/payments?day={_day.Text()}&state=C", entries: 0))["entries"]!.AsArray());
    }

    [Fact]
    public async Task An_export_is_a_spreadsheet_with_a_negative_line_for_a_cancellation()
    {
        await PayAsync(_bill, ("appr_issuer", "=1+1"), ("appr_pay_type", "a \"b\", c"));
        await PayAsync(_bill, ("appr_state", "C"), ("appr_dt", _day.AddDays(1).At("090000")), ("appr_num", null));
        await PayAsync(_bill, ("appr_state", "W"), ("appr_dt", null));
        await bed.Http.WaitForPaymentAsync(_bill, payment => payment.History() == 3);
        await ReadAsync($"api/payments?day={_day.AddDays(1).Text()}", entries: 1);

        using var response = await bed.Http.GetAsync($"api/payments.csv?from={_day.Text()}&to={_day.AddDays(2).Text()}");

        Assert.Equal("text/csv; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(
            $"attachment; filename=payments-{_day.Text()}-{_day.AddDays(2).Text()}.csv",
            response.Content.Headers.ContentDisposition?.ToString()
        );
        Assert.True(response.Headers.CacheControl?.NoStore);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        var lines = Encoding.UTF8.GetString(bytes[3..]).Split("\r\n");
        Assert.Equal(
            "day,approved_at,bill_id,state,amount_won,appr_num,appr_pay_type,appr_issuer,received_at,callback_id,"
                + "acquirer_code,acquirer,instalments,origin_appr_num,source,first_received_at,member",
            lines[0]
        );
        Assert.StartsWith(
            $"{_day.Text()},{_day.Text()} 13:47:53,{_bill},F,50000,30012345,\"a \"\"b\"\", c\",'=1+1,20",
            lines[1],
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            $"{_day.AddDays(1).Text()},{_day.AddDays(1).Text()} 09:00:00,{_bill},C,-50000,,,,20",
            lines[2],
            StringComparison.Ordinal
        );
        const string time = "[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}";
        Assert.Matches($",{time},[0-9a-f]{{32}},,,,,callback,{time},$", lines[1]);
        Assert.Equal([""], lines[3..]);
    }

    [Fact]
    public async Task One_payment_told_in_three_wordings_is_one_in_every_answer()
    {
        await PayAsync(_bill, ("appr_acquirer_cd", "08"), ("appr_acquirer_nm", "매입"), ("appr_monthly", "3"), ("member", "m-1"));
        await PayAsync(_bill, ("appr_num", null));
        await PayAsync(_bill, ("appr_price", "50,000"), ("appr_dt", _day.At("134753")[..12]));
        await bed.Http.WaitForPaymentAsync(_bill, payment => payment.History() == 3);
        var list = await ReadAsync($"api/payments?day={_day.Text()}", list => Moved(list)?["amount_won"] is not null);

        var bill = (await bed.Http.FindPaymentAsync(_bill))!;
        var movement = Assert.Single(bill["movements"]!.AsArray())!;
        Assert.Equal((50_000, 0, 50_000), ((int)bill["paid_won"]!, (int)bill["cancelled_won"]!, (int)bill["net_won"]!));
        Assert.Equal(
            $$"""
            {"kind":"payment","day":"{{_day.Text()}}","at":"{{_day.Text()}}T13:47:53+09:00","amount_won":50000,
            "appr_num":"30012345","source":"callback"}
            """.ReplaceLineEndings(""),
            Without(movement, "id")
        );
        Assert.Equal((string?)movement["id"], (string?)Moved(list)!["id"]);
        Assert.Matches("^1-2-[0-9]{14}-[0-9]{2}-n0003-[0-9a-f]{32}$", (string?)bill["sequence"]);
        Assert.All(bill["history"]!.AsArray(), entry => Assert.Matches("^[0-9a-f]{32}$", (string?)entry!["id"]));
        Assert.Null(bill["continuation"]);
        var lines = (await bed.Http.GetStringAsync($"api/payments.csv?from={_day.Text()}&to={_day.Text()}")).Split("\r\n");
        Assert.Contains(",08,매입,3,,callback,", Assert.Single(lines[1..^1]), StringComparison.Ordinal);
        Assert.EndsWith(",m-1", lines[1], StringComparison.Ordinal);
        Assert.Equal(50_000, (int)(await ReadAsync($"api/summary?day={_day.Text()}"))["payments"]!["sum_won"]!);

        JsonNode? Moved(JsonNode page) => page["entries"]!.AsArray() is [{ } only] ? only : null;
    }

    [Fact]
    public async Task A_payment_without_a_readable_amount_is_counted_apart()
    {
        await PayAsync(_bill, ("appr_price", "오만"));
        var summary = await ReadAsync($"api/summary?day={_day.Text()}", summary => (int)summary["payments"]!["without_amount"]! == 1);

        Assert.Equal("""{"count":0,"sum_won":0,"without_amount":1}""", summary["payments"]!.ToJsonString());
    }

    [Fact]
    public async Task What_came_after_its_month_is_marked_and_in_the_file_of_its_receipt()
    {
        var (late, receivedOn) = (Some.Callback(_bill, ("appr_dt", _day.At())), _day.AddDays(40));
        var at = new DateTimeOffset(receivedOn.ToDateTime(new TimeOnly(12, 0)), TimeSpan.FromHours(9)).ToUniversalTime();
        using var product = ProductHost.Build(bed.ConnectionString);
        await product
            .Services.GetRequiredService<CallbackRecorder>()
            .RecordAsync(CallbackMessage.Encode([new ReceivedCallback(late, at, null)]), default);

        var entry = Assert.Single((await ReadAsync($"api/payments?day={_day.Text()}", entries: 1))["entries"]!.AsArray())!;
        Assert.True((bool)entry["late"]!);
        var received = await bed.Http.GetStringAsync($"api/payments.csv?received_from={receivedOn.Text()}&received_to={receivedOn.Text()}");
        Assert.StartsWith(
            $"{_day.Text()},{_day.Text()} 13:47:53,{_bill},F,50000,",
            Assert.Single(received.Split("\r\n")[1..^1]),
            StringComparison.Ordinal
        );
        var own = await bed.Http.GetStringAsync($"api/payments.csv?received_from={_day.Text()}&received_to={_day.Text()}");
        Assert.Empty(own.Split("\r\n")[1..^1]);
    }

    [Fact]
    public async Task A_damaged_row_is_left_out_and_the_answer_says_so()
    {
        foreach (var bill in new[] { "a", "b", "c" })
            Write(Some.Callback($"{_bill[..16]}{bill}", ("appr_dt", _day.At())));
        var damaged = JournalDays.Rows(0, Some.Received(Some.Callback($"{_bill[..16]}bad", ("appr_dt", _day.At()))))[0];
        damaged["Movements"] = 50000;
        bed.Tables.GetTableClient("Journal").UpsertEntity(damaged);

        var list = JsonNode.Parse(await TellsDamagedAsync($"payments?day={_day.Text()}"))!;
        var summary = JsonNode.Parse(await TellsDamagedAsync($"summary?day={_day.Text()}"))!;
        var lines = (await TellsDamagedAsync($"payments.csv?from={_day.Text()}&to={_day.Text()}")).Split("\r\n");

        Assert.Equal(1, (int)list["damaged_rows"]!);
        Assert.Equal(3, list["entries"]!.AsArray().Count);
        Assert.Equal(
            (1, 3, 150_000),
            ((int)summary["damaged_rows"]!, (int)summary["payments"]!["count"]!, (int)summary["payments"]!["sum_won"]!)
        );
        Assert.Equal(1 + 3 + 1, lines.Length); // The head, and the end of the last line.
        Assert.DoesNotContain(lines, line => line.Contains("bad", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_summary_adds_up_a_day()
    {
        await PayAsync(_bill, ("appr_issuer", "신한카드"), ("appr_pay_type", "KEYIN"));
        await PayAsync(_bill, ("appr_num", "2"), ("appr_price", "1000"), ("appr_dt", _day.At("000000")));
        await PayAsync(_bill, ("appr_state", "C"), ("appr_dt", _day.At("140000")), ("appr_issuer", "신한카드"));
        await PayAsync(_bill, ("appr_state", "W"), ("appr_dt", _day.At()), ("appr_price", "7"));
        await bed.Http.WaitForPaymentAsync(_bill, payment => payment.History() == 4);
        await ReadAsync($"api/payments?day={_day.Text()}", entries: 4);

        var summary = await ReadAsync($"api/summary?day={_day.Text()}");

        Assert.Equal(
            $$$"""
            {"day":"{{{_day.Text()}}}","payments":{"count":2,"sum_won":51000},"cancellations":{"count":1,"sum_won":50000},
            "by_state":[{"state":"W","count":1,"sum_won":7},{"state":"F","count":2,"sum_won":51000},
            {"state":"C","count":1,"sum_won":50000}],
            "by_pay_type":[{"appr_pay_type":null,"count":2,"sum_won":-49000},{"appr_pay_type":"KEYIN","count":1,"sum_won":50000}],
            "by_issuer":[{"appr_issuer_cd":null,"appr_issuer":"신한카드","count":2,"sum_won":0},
            {"appr_issuer_cd":null,"appr_issuer":null,"count":1,"sum_won":1000}],
            "by_acquirer":[{"appr_acquirer_cd":null,"appr_acquirer_nm":null,"count":3,"sum_won":1000}],
            "by_hour":[{"hour":0,"payments":{"count":1,"sum_won":1000},"cancellations":{"count":0,"sum_won":0}},
            {"hour":13,"payments":{"count":1,"sum_won":50000},"cancellations":{"count":0,"sum_won":0}},
            {"hour":14,"payments":{"count":0,"sum_won":0},"cancellations":{"count":1,"sum_won":50000}}]}
            """.ReplaceLineEndings(""),
            Without(summary, "open_dead_letters", "open_attention", "queue", "webhook", "last_callback_at")
                .Replace(",\"without_amount\":0", "", StringComparison.Ordinal)
        );
        Assert.False((bool)summary["webhook"]!["on"]!);
        Assert.Equal(0, (int)summary["webhook"]!["waiting"]!);
    }

    [Fact]
    public async Task Companies_are_grouped_by_code_and_have_the_latest_name()
    {
        await PayAsync(_bill, [("appr_dt", _day.At("100000")), .. Company("KB국민카드", "국민")]);
        await PayAsync(_bill, [("appr_num", "2"), ("appr_dt", _day.At("090000")), .. Company("KB", "KB")]);
        await bed.Http.WaitForPaymentAsync(_bill, payment => payment.History() == 2);

        var summary = await ReadAsync($"api/summary?day={_day.Text()}", summary => (int)summary["payments"]!["count"]! == 2);

        var (issuer, acquirer) = (summary["by_issuer"]!.AsArray().Single()!, summary["by_acquirer"]!.AsArray().Single()!);
        Assert.Equal(
            ("01", "KB국민카드", 100_000),
            ((string?)issuer["appr_issuer_cd"], (string?)issuer["appr_issuer"], (int)issuer["sum_won"]!)
        );
        Assert.Equal(("7", "국민"), ((string?)acquirer["appr_acquirer_cd"], (string?)acquirer["appr_acquirer_nm"]));

        static (string, JsonNode?)[] Company(string issuer, string acquirer) =>
            [("appr_issuer_cd", "01"), ("appr_issuer", issuer), ("appr_acquirer_cd", "7"), ("appr_acquirer_nm", acquirer)];
    }

    [Fact]
    public async Task A_day_without_anything_is_all_zeros()
    {
        var summary = await ReadAsync("api/summary?day=1999-12-31");

        Assert.Equal("""{"count":0,"sum_won":0,"without_amount":0}""", summary["payments"]!.ToJsonString());
        Assert.All(["by_state", "by_pay_type", "by_issuer", "by_acquirer", "by_hour"], group => Assert.Empty(summary[group]!.AsArray()));
    }

    [Fact]
    public async Task A_summary_says_what_is_open_now_and_when_something_came_last()
    {
        Assert.Equal(400, (await bed.Http.PostAsync(Some.Json(_bill, ("appr_state", "?")))).Status);
        await PayAsync(_bill, ("appr_dt", null));
        await bed.Http.WaitForPaymentAsync(_bill);

        var summary = await ReadAsync("api/summary?day=2026-01-02", summary => summary["last_callback_at"] is not null);

        Assert.True((int)summary["open_dead_letters"]! > 0);
        Assert.True(DateTimeOffset.UtcNow - (DateTimeOffset)summary["last_callback_at"]! < TimeSpan.FromDays(1));
    }

    [Theory]
    [InlineData("payments?day=", "day must be a date such as 2026-01-31.")]
    [InlineData("payments?day=2026-02-30", "day must be a date such as 2026-01-31.")]
    [InlineData("payments?day=20260101", "day must be a date such as 2026-01-31.")]
    [InlineData("payments?day=2026-01-31&state=f", "state must be one of W, D, F, C.")]
    [InlineData("payments?day=2026-01-31&state=2", "state must be one of W, D, F, C.")]
    [InlineData("payments?day=2026-01-31&continuation=nonsense!", "Invalid continuation token.")]
    [InlineData("payments?day=2026-01-31&continuation=_w", "Invalid continuation token.")]
    [InlineData("payments?day=2026-01-31&continuation=Lw", "Invalid continuation token.")]
    [InlineData("payments?day=2026-01-31&bill_id=a", "Ask for a bill or for a day, not for both.")]
    [InlineData("payments/a?day=2026-01-31", "Ask for a bill or for a day, not for both.")]
    [InlineData("payments", "bill_id is missing: ask with ?bill_id=…, or for a day with ?day=yyyy-MM-dd")]
    [InlineData("payments.csv", "from and to must be days such as 2026-01-31.")]
    [InlineData("payments.csv?received_from=2026-01-31", "received_from and received_to must be days such as 2026-01-31.")]
    [InlineData("payments?bill_id=a&continuation=nonsense!", "Invalid continuation token.")]
    [InlineData("payments?bill_id=a&continuation=QS0x", "Invalid continuation token.")]
    [InlineData("payments.csv?from=2026-01-31", "from and to must be days such as 2026-01-31.")]
    [InlineData("payments.csv?from=2026-01-31&to=31.1.2026", "from and to must be days such as 2026-01-31.")]
    [InlineData(
        "payments.csv?from=2026-01-31&to=2026-01-30",
        "The days are 366 at most: to must not be before from, nor more than 365 days behind it."
    )]
    [InlineData(
        "payments.csv?from=2026-01-01&to=2027-01-02",
        "The days are 366 at most: to must not be before from, nor more than 365 days behind it."
    )]
    [InlineData("summary", "day must be a date such as 2026-01-31.")]
    [InlineData("summary?day=today", "day must be a date such as 2026-01-31.")]
    public async Task A_question_that_makes_no_sense_is_told_why(string question, string problem) =>
        Assert.Equal((400, $$"""{"code":"9999","msg":"{{problem}}"}"""), await AskAsync(question));

    private async Task PayAsync(string bill, params (string Name, JsonNode? Value)[] fields) =>
        Assert.Equal(200, (await bed.Http.PostAsync(Some.Json(bill, [("appr_dt", _day.At()), .. fields]))).Status);

    private void Write(PaySsam.Callbacks.Model.Callback callback) =>
        bed.Tables.WriteJournal(JournalRow.Shard(callback.BillId), Some.Received(callback));

    private async Task<string> TellsDamagedAsync(string question)
    {
        using var response = await bed.Http.GetAsync($"api/{question}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("1", Assert.Single(response.Headers.GetValues("x-payssam-damaged-rows")));
        return await response.Content.ReadAsStringAsync();
    }

    private async Task<(int Status, string Body)> AskAsync(string question)
    {
        using var response = await bed.Http.GetAsync($"api/{question}");
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private Task<JsonNode> ReadAsync(string url, int entries) => ReadAsync(url, list => list["entries"]!.AsArray().Count == entries);

    /// <summary>Once it is as wanted: the journal is written a moment after the payment.</summary>
    private async Task<JsonNode> ReadAsync(string url, Func<JsonNode, bool>? wanted = null)
    {
        for (var deadline = DateTime.UtcNow.AddMinutes(1); ; await Task.Delay(100))
        {
            var answer = JsonNode.Parse(await bed.Http.GetStringAsync(url))!;
            if (wanted is null || wanted(answer))
                return answer;
            Assert.True(DateTime.UtcNow < deadline, $"{url} did not become as wanted: {answer}");
        }
    }

    private static string Without(JsonNode json, params string[] names)
    {
        var rest = json.DeepClone().AsObject();
        foreach (var name in names)
            Assert.True(rest.Remove(name));
        return rest.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}

public sealed class BooksOnLocalHost(TestBed bed) : BooksTests(bed);

public sealed class BooksOnFunctions(FunctionsBed bed) : BooksTests(bed);
