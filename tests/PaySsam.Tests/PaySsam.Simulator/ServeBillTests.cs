using System.Net;
using System.Text.Json.Nodes;

namespace PaySsam.Tests.Simulator;

/// <summary>The bills of the simulator, by hand.</summary>
public class ServeBillTests
{
    private readonly List<JsonObject> _received = [];
    private int _refusals;

    [Theory]
    [InlineData("v1", "bill_id")]
    [InlineData("v2", "billId")]
    public async Task A_payment_is_pushed_until_it_is_acknowledged(string api, string name)
    {
        await using var receiver = await ReceiverAsync();
        using var bed = await ServeBed.StartAsync(receiver.Callback, "--api", api);
        _refusals = 3;

        var id = await bed.PayAsync();
        await bed.WaitAsync(id, bill => (bool)bill["pushed"]!);

        Assert.Equal(4, _received.Count);
        Assert.Single(_received.Select(callback => callback.ToJsonString()).Distinct());
        Assert.Equal(id, (string?)_received[0][name]);
    }

    [Fact]
    public async Task A_payment_can_be_pushed_without_a_key_and_with_a_token()
    {
        await using var receiver = await ReceiverAsync();
        using var bed = await ServeBed.StartAsync(receiver.Callback, "--keyless", "--token", "a-token-of-the-tests", "--appr-sign", "4");

        var id = await bed.PayAsync();
        await ServeBed.WaitAsync(() => Task.FromResult(_received.Count > 0));

        Assert.Equal("?token=a-token-of-the-tests", receiver.Beside.Query);
        Assert.Equal(id, (string?)_received[0]["bill_id"]);
        Assert.Equal((false, true), (_received[0].ContainsKey("apikey"), _received[0].ContainsKey("appr_sign")));
    }

    [Fact]
    public async Task A_receiver_that_never_acknowledges_is_given_up_after_24_repeats()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "No process can press Ctrl+C for another there.");
        using var last = new SemaphoreSlim(0);
        await using var receiver = await TestReceiver.StartAsync(
            (_, _) =>
            {
                last.Release();
                return TestReply.Refusal;
            }
        );
        using var bed = await ServeBed.StartAsync(receiver.Callback, "--cancel", "1");

        var id = await bed.PayAsync();
        await bed.WaitAsync(id, bill => (string?)bill["state"] == "C");
        var run = await bed.InterruptAsync();

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(25, last.CurrentCount);
        Assert.Contains($"{id}: given up after 24 hours.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_payment_is_never_pushed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "No process can press Ctrl+C for another there.");
        await using var receiver = await ReceiverAsync();
        using var bed = await ServeBed.StartAsync(receiver.Callback, "--lose", "1");

        var id = await bed.PayAsync();
        Assert.Equal("F", (string?)(await bed.ReadAsync(id))["appr_state"]);
        var bill = (await bed.RegisterAsync()).Single();
        var run = await bed.InterruptAsync();

        Assert.Equal((0, 0, false), (run.ExitCode, _received.Count, (bool)bill["pushed"]!));
        Assert.Contains($"{id} F: not pushed, on demand", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancellation_is_told_on_demand_only()
    {
        await using var receiver = await ReceiverAsync();
        using var bed = await ServeBed.StartAsync(receiver.Callback);
        var (silent, told) = (await PushedAsync(bed), await PushedAsync(bed));
        var paid = await bed.ReadAsync(silent);

        Assert.Equal(HttpStatusCode.NoContent, (await bed.PostAsync($"cancel?bill_id={silent}&tell=false")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await bed.PostAsync($"cancel?bill_id={told}&tell=true")).Status);
        await ServeBed.WaitAsync(() => Task.FromResult(_received.Count == 3));

        Assert.Equal((told, "C"), ((string?)_received[2]["bill_id"], (string?)_received[2]["appr_state"]));
        var cancelled = await bed.ReadAsync(silent);
        Assert.Equal("C", (string?)cancelled["appr_state"]);
        Assert.Equal(
            ((string?)paid["appr_dt"], (string?)paid["appr_num"]),
            ((string?)cancelled["appr_origin_dt"], (string?)cancelled["appr_origin_num"])
        );
        Assert.NotEqual((string?)paid["appr_num"], (string?)cancelled["appr_num"]);
    }

    [Fact]
    public async Task A_share_of_payments_is_cancelled_after_the_push()
    {
        await using var receiver = await ReceiverAsync();
        using var bed = await ServeBed.StartAsync(receiver.Callback, "--cancel", "1");

        var id = await bed.PayAsync();
        await bed.WaitAsync(id, bill => (string?)bill["state"] == "C");

        Assert.Equal("F", (string?)_received.Single()["appr_state"]);
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_in_words()
    {
        await using var receiver = await ReceiverAsync();
        using var bed = await ServeBed.StartAsync(receiver.Callback);
        var id = await bed.CreateAsync();

        Assert.Equal((HttpStatusCode.NotFound, "There is no such bill.\n"), await bed.PostAsync("pay?bill_id=unknown"));
        Assert.Equal(HttpStatusCode.NotFound, (await bed.PostAsync("cancel")).Status);
        Assert.Equal((HttpStatusCode.BadRequest, "The bill is not paid.\n"), await bed.PostAsync($"cancel?bill_id={id}"));
        await bed.PostAsync($"pay?bill_id={id}");
        Assert.Equal((HttpStatusCode.BadRequest, "The bill is not unpaid.\n"), await bed.PostAsync($"pay?bill_id={id}"));
        Assert.Equal(HttpStatusCode.NotFound, (await bed.PostAsync("elsewhere")).Status);
        foreach (
            var wrong in new[]
            {
                "",
                "{}",
                "[null]",
                """[{"bill_id":"a"}]""",
                """[{"bill_id":"","amount_won":1}]""",
                $$"""[{"bill_id":"another","amount_won":1},{"bill_id":"{{id}}","amount_won":1}]""",
            }
        )
            Assert.Equal(HttpStatusCode.BadRequest, (await bed.PostAsync("bills", wrong)).Status);
        Assert.Equal(id, (string?)(await bed.RegisterAsync()).Single()["bill_id"]);
    }

    [Theory]
    [InlineData("en", "the port on 127.0.0.1")]
    [InlineData("ko", "127.0.0.1에서 수신할 포트")]
    public async Task Help_is_printed_in_both_languages(string language, string text)
    {
        var run = await SimulatorRun.RunAsync("serve", "--lang", language, "--help");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(text, run.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_in_words()
    {
        await using var receiver = await ReceiverAsync();
        var run = await SimulatorRun.RunAsync("serve", receiver.Callback, "--lang", "en", "--port", $"{receiver.Callback.Port}");

        Assert.Equal((1, true), (run.ExitCode, run.Errors.Contains("cannot be listened on", StringComparison.Ordinal)));
    }

    private static async Task<string> PushedAsync(ServeBed bed)
    {
        var id = await bed.PayAsync();
        await bed.WaitAsync(id, bill => (bool)bill["pushed"]!);
        return id;
    }

    private Task<TestReceiver> ReceiverAsync() =>
        TestReceiver.StartAsync(
            (body, right) =>
            {
                _received.Add(JsonNode.Parse(body)!.AsObject());
                return _received.Count <= _refusals ? TestReply.Refusal : right(body);
            }
        );
}
