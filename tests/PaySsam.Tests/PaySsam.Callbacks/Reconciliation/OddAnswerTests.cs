using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using PaySsam.Callbacks.Attention;
using PaySsam.Callbacks.Http;
using PaySsam.Callbacks.Reading;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Reconciliation;
using PaySsam.Callbacks.Recording;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Reconciliation;

/// <summary>What PaySsam's C does, and what a person says of it: on a storage of their own, a day after the callbacks' day.</summary>
public sealed class OddAnswerTests(OwnAzurite azurite) : IClassFixture<OwnAzurite>, IAsyncLifetime
{
    private const string Day = "2025-01-05";

    private readonly FakePaySsam _payssam = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2025, 1, 6, 3, 0, 0, TimeSpan.Zero));
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
    public async Task A_C_before_any_F_was_read_is_a_persons_to_judge()
    {
        await RecordAsync("a");
        _payssam.Answer = Cancelled;
        Assert.Equal("odd", await CheckAsync("a"));
        Assert.Equal("odd", await CheckAsync("never-told"));
        await WorkOffAsync();

        Assert.Equal("F", await StateAsync("a"));
        Assert.Null(await StateAsync("never-told"));
        var listed = await ListAsync();
        Assert.Equal([("a", 1), ("never-told", 0)], listed.Select(bill => ((string)bill["bill_id"]!, (int)bill["count"]!)));
        Assert.All(listed, bill => Assert.Equal(["odd_answer"], Codes(bill)));
        Assert.Equal(("2", 50_000L), ((string)listed[0]["odd"]!["appr_num"]!, (long)listed[0]["odd"]!["amount_won"]!));
    }

    [Fact]
    public async Task A_person_says_cancelled_and_it_is_recorded()
    {
        await RecordAsync("a");
        _payssam.Answer = Cancelled;
        await CheckAsync("a");
        Assert.Equal(409, (await SettleAsync("a", "cancelled", count: 2)).Status);
        Assert.Equal(400, (await SettleAsync("a", "perhaps")).Status);
        var (status, bill) = await SettleAsync("a", "cancelled");
        await WorkOffAsync();

        Assert.Equal(
            (200, "cancelled", "asked them", _time.GetUtcNow().UtcDateTime),
            (status, (string)bill["answer"]!, (string)bill["note"]!, (DateTime)bill["settled_at"]!)
        );
        Assert.Equal("C", await StateAsync("a"));
        Assert.Empty(await ListAsync());
        Assert.Equal("cancelled", (string)(await ListAsync(all: true)).Single()["answer"]!);
        Assert.Equal(409, (await SettleAsync("a", "cancelled", count: 2)).Status);
    }

    [Fact]
    public async Task What_PaySsam_no_longer_says_is_not_recorded()
    {
        await RecordAsync("a");
        _payssam.Answer = Cancelled;
        await CheckAsync("a");
        _payssam.Answer = bill => FakePaySsam.Bill(bill);
        Assert.Equal(409, (await SettleAsync("a", "cancelled")).Status);
        await WorkOffAsync();

        Assert.Equal("F", await StateAsync("a"));
        Assert.Single(await ListAsync());
        Assert.Equal("unchanged", await CheckAsync("a"));
        Assert.Empty(await ListAsync()); // PaySsam says that it is paid.
    }

    [Fact]
    public async Task A_person_says_not_cancelled_until_PaySsam_names_another()
    {
        await RecordAsync("a");
        _payssam.Answer = Cancelled;
        await CheckAsync("a");
        var (status, bill) = await SettleAsync("a", "not_cancelled");
        Assert.Equal((200, false, "not_cancelled"), (status, (bool)bill["open"]!, (string)bill["answer"]!));
        await CheckAsync("a");
        Assert.Empty(await ListAsync());

        _payssam.Answer = asked => FakePaySsam.Bill(asked, ("appr_state", "C"), ("appr_num", "3"));
        await CheckAsync("a");
        Assert.Equal("3", (string)Assert.Single(await ListAsync())["odd"]!["appr_num"]!);
        Assert.Equal("F", await StateAsync("a"));
    }

    [Fact]
    public async Task A_cancellation_that_is_told_closes_it_and_another_callback_does_not()
    {
        await RecordAsync("a");
        _payssam.Answer = Cancelled;
        await CheckAsync("a");
        await RecordAsync([Some.Callback("a", ("appr_issuer", "국민카드"))]);
        Assert.Equal(["odd_answer"], Codes(Assert.Single(await ListAsync())));
        await RecordAsync([Some.Callback("a", ("appr_state", "C"), ("appr_num", "9"))]);

        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task A_persons_word_makes_every_C_a_cancellation()
    {
        await RecordAsync("a");
        _payssam.Answer = Cancelled;
        var trusted = JsonNode.Parse((await Get<TrustDesk>().TrustAsync(Body("""{"note":"PaySsam wrote so"}"""), default)).Json.Span)!;
        Assert.Equal((true, "PaySsam wrote so"), ((bool)trusted["trust"]!["trusted"]!, (string)trusted["trust"]!["note"]!));
        Assert.Equal(400, (await Get<TrustDesk>().TrustAsync(Body("""{"note":7}"""), default)).Status);
        Assert.Equal("found", await CheckAsync("a"));
        await Get<TrustStore>().UpdateAsync(trust => trust with { Api = "v2 https://elsewhere.test/" }, default);

        Assert.Equal("odd", await CheckAsync("b"));
    }

    [Fact]
    public async Task Too_many_cancellations_stop_it_until_a_person_resumes()
    {
        string[] bills = ["a", "b", "c", "d", "e"];
        await RecordAsync(bills);
        foreach (var bill in bills)
            await CheckAsync(bill);
        _payssam.Answer = Cancelled;
        await Get<Sweeper>().RunDueAsync(default);
        await WorkOffAsync();

        Assert.Equal(["C", "C", "C", "F", "F"], await StatesAsync(bills));
        var asked = _payssam.Asked.Count;
        await Get<Sweeper>().RunDueAsync(default);
        Assert.Equal(asked, _payssam.Asked.Count);
        Assert.Equal(409, (await Get<ReconcileDesk>().SweepAsync(Day, default)).Status);
        Assert.Equal("stopped", await CheckAsync("e"));
        Assert.Equal((true, 3), await BreakerAsync());

        await Get<TrustDesk>().ResumeAsync(Body("""{"note":"all true"}"""), default);
        await Get<Sweeper>().RunDueAsync(default);
        await WorkOffAsync();
        Assert.Equal(["C", "C", "C", "C", "C"], await StatesAsync(bills));
        Assert.Equal((false, 2), await BreakerAsync());
    }

    [Fact]
    public async Task A_row_that_is_damaged_has_stopped_until_a_person_resumes()
    {
        await Get<TrustStore>().UpdateAsync(trust => trust.Count(), default);
        var sweeps = Get<TableServiceClient>().GetTableClient("Sweeps");
        var row = await sweeps.GetEntityAsync<TableEntity>("trust", "answers");
        row.Value["TrustedAt"] = "never";
        await sweeps.UpdateEntityAsync(row.Value, row.Value.ETag, TableUpdateMode.Replace);

        Assert.Equal(409, (await Get<ReconcileDesk>().SweepAsync(Day, default)).Status);
        await Get<TrustDesk>().ResumeAsync(Stream.Null, default);
        Assert.Equal(200, (await Get<ReconcileDesk>().SweepAsync(Day, default)).Status);
    }

    [Fact]
    public async Task Only_PaySsams_own_answer_confirms_a_payment()
    {
        await RecordAsync("forged", "other", "true");
        _payssam.Answer = bill =>
            bill switch
            {
                "forged" => FakePaySsam.Bill(bill, ("appr_state", "W"), ("appr_dt", null), ("appr_num", null)),
                "other" => FakePaySsam.Bill(bill, ("appr_num", "1"), ("appr_dt", "20250104101010")),
                _ => FakePaySsam.Bill(bill),
            };
        foreach (var bill in new[] { "forged", "other", "true", "lost" })
            await CheckAsync(bill);
        var asked = _time.GetUtcNow().UtcDateTime;
        _time.Advance(TimeSpan.FromHours(1));
        await WorkOffAsync();
        await CheckAsync("true");
        await RecordAsync([Some.Callback("true", ("appr_issuer", "국민카드"))]);

        Assert.Equal([null, null, asked, asked], await ConfirmedAsync("forged", "other", "true", "lost"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task No_random_answers_wreck_the_books(int seed)
    {
        string[] bills = ["a", "b", "c", "d", "e", "f", "g", "h"];
        var random = new Random(seed);
        var (readF, applied) = (new HashSet<string>(), new List<bool>());
        await RecordAsync(bills[..6]);
        for (var number = 0; number < 120; number++)
        {
            var bill = bills[random.Next(bills.Length)];
            var before = await StateAsync(bill);
            var told = "WDFFFC"[random.Next(6)];
            var fields = told is 'W' or 'D' ? new[] { "", "", "" } : [$"{random.Next(3)}", $"2025010{5 + random.Next(2)}134753", ""];
            _payssam.Answer = asked => FakePaySsam.Bill(asked, ("appr_state", $"{told}"), ("appr_num", fields[0]), ("appr_dt", fields[1]));
            var result = await CheckAsync(bill);
            await WorkOffAsync();

            var after = await StateAsync(bill);
            Assert.True(Rank(after) >= Rank(before), $"{number}: {before} became {after}");
            Assert.False(before != "C" && after == "C" && !readF.Contains(bill), $"{number}: {bill} became C before F was read");
            if (before == "F")
                applied.Add(after == "C");
            Assert.True(result != "stopped" || after == before);
            if (told == 'F')
                readF.Add(bill);
        }

        Assert.All(Enumerable.Range(0, applied.Count), from => Assert.InRange(applied.Skip(from).Take(20).Count(one => one), 0, 4));
        Assert.Contains(true, applied);
    }

    private static int Rank(string? state) => state is null ? -1 : "WDFC".IndexOf(state, StringComparison.Ordinal);

    private static HttpResponseMessage Cancelled(string bill) =>
        FakePaySsam.Bill(bill, ("appr_state", "C"), ("appr_num", "2"), ("appr_dt", "20250106101010"));

    private T Get<T>()
        where T : notnull => _host!.Services.GetRequiredService<T>();

    private static MemoryStream Body(string json) => new(Encoding.UTF8.GetBytes(json));

    private async Task<string> CheckAsync(string bill) =>
        (string)JsonNode.Parse((await Get<ReconcileDesk>().CheckAsync(bill, default)).Json.Span)!["result"]!;

    private Task RecordAsync(params string[] bills) => RecordAsync([.. bills.Select(bill => Some.Callback(bill))]);

    private Task RecordAsync(PaySsam.Callbacks.Model.Callback[] callbacks) =>
        Get<CallbackRecorder>().RecordAsync(CallbackMessage.Encode(callbacks.Select(callback => Some.Received(callback))), default);

    private async Task WorkOffAsync()
    {
        var queue = Get<Azure.Storage.Queues.QueueServiceClient>().GetQueueClient("payssam-callbacks");
        if (!await queue.ExistsAsync())
            return;
        while ((await queue.ReceiveMessagesAsync(32)).Value is { Length: > 0 } messages)
        {
            foreach (var message in messages)
            {
                await Get<CallbackRecorder>().RecordAsync(message.Body.ToString(), default);
                await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }
        }
    }

    private async Task<JsonNode?> PaymentAsync(string bill) =>
        await Get<PaymentQuery>().GetAsync(bill, null, false, default) is { Status: 200 } reply ? JsonNode.Parse(reply.Json.Span) : null;

    private async Task<string?> StateAsync(string bill) => (string?)(await PaymentAsync(bill))?["state"];

    private async Task<IEnumerable<string?>> StatesAsync(IEnumerable<string> bills)
    {
        var states = new List<string?>();
        foreach (var bill in bills)
            states.Add(await StateAsync(bill));
        return states;
    }

    private async Task<IEnumerable<DateTime?>> ConfirmedAsync(params string[] bills)
    {
        var times = new List<DateTime?>();
        foreach (var bill in bills)
            times.Add((DateTime?)(await PaymentAsync(bill))!["confirmed_at"]);
        return times;
    }

    private async Task<(bool Stopped, int Applied)> BreakerAsync()
    {
        var breaker = JsonNode.Parse((await Get<ReconcileDesk>().ListAsync(default)).Json.Span)!["breaker"]!;
        return ((bool)breaker["stopped"]!, (int)breaker["applied"]!);
    }

    private async Task<List<JsonNode>> ListAsync(bool all = false)
    {
        var reply = await Get<AttentionDesk>().ListAsync(all, isCovered: false, null, default);
        return [.. JsonNode.Parse(reply.Json.Span)!["attention"]!.AsArray().Select(bill => bill!)];
    }

    private static IEnumerable<string> Codes(JsonNode bill) => bill["points"]!.AsArray().Select(point => (string)point!["code"]!);

    private async Task<(int Status, JsonNode Answer)> SettleAsync(string bill, string answer, int count = 1)
    {
        var body = Body($$"""{"count":{{count}},"note":"asked them"}""");
        var reply = await Get<AttentionDesk>().SettleAsync(bill, answer, body, Get<ReconcileDesk>().RecordCancellationAsync, default);
        return (reply.Status, JsonNode.Parse(reply.Json.Span)!);
    }
}
