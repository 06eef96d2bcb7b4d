using System.Text;
using System.Text.Json.Nodes;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Simulator;

/// <summary>One callback, and how the program is called.</summary>
public class SendTests
{
    private JsonObject? _received;

    [Fact]
    public async Task Every_field_can_be_set()
    {
        var fields = new[]
        {
            "bill_id",
            "appr_card_type",
            "appr_pay_type",
            "appr_dt",
            "appr_origin_dt",
            "appr_price",
            "appr_num",
            "appr_origin_num",
            "appr_issuer",
            "appr_issuer_cd",
            "appr_issuer_num",
            "appr_acquirer_cd",
            "appr_acquirer_nm",
            "appr_res_cd",
            "appr_monthly",
            "appr_cash_num",
            "appr_cash_trader",
            "appr_cash_issuance_number",
        };
        await SendAsync([.. fields.SelectMany(field => new[] { "--" + field.Replace('_', '-'), $"값 of {field}" }), "--appr-state", "C"]);

        Assert.All(fields, field => Assert.Equal($"값 of {field}", (string?)_received![field]));
        Assert.Equal("C", (string?)_received!["appr_state"]);
        Assert.Equal(20, _received.Count);
    }

    [Fact]
    public async Task What_is_not_set_is_as_PaySsam_sends_it()
    {
        await SendAsync();

        Assert.Equal(Some.ApiKey, (string?)_received!["apikey"]);
        Assert.Matches(@"^\d{20}$", (string?)_received["bill_id"]);
        Assert.Matches(@"^20\d{12}$", (string?)_received["appr_dt"]);
        Assert.Matches(@"^\d+000$", (string?)_received["appr_price"]);
        Assert.EndsWith("카드", (string?)_received["appr_issuer"], StringComparison.Ordinal);
        Assert.Equal("F", (string?)_received["appr_state"]);
    }

    [Fact]
    public async Task It_goes_by_the_names_of_v2_where_told_so()
    {
        var run = await SendAsync("--api", "v2", "--bill-id", "A-1", "--appr-cash-issuance-number", "0100001234");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            JsonNode
                .Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "samples", "callback.v2.json")))!
                .AsObject()
                .Select(field => field.Key),
            _received!.Select(field => field.Key)
        );
        Assert.Equal(
            (Some.ApiKey, "A-1", "0100001234"),
            ((string?)_received!["apiKey"], (string?)_received["billId"], (string?)_received["apprCashIssuanceNumber"])
        );
        Assert.DoesNotContain(Some.ApiKey, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("send", "v3")]
    [InlineData("send", "both")]
    [InlineData("storm", "both")]
    [InlineData("certify", "V1")]
    public async Task A_version_that_it_does_not_speak_is_refused(string command, string api) =>
        Assert.Equal(1, (await SimulatorRun.RunAsync(command, new Uri("http://127.0.0.1:1/"), "--api", api)).ExitCode);

    [Fact]
    public async Task It_shows_request_and_reply_and_says_that_it_counts()
    {
        var run = await SendAsync("--bill-id", "A-1");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("\"bill_id\":\"A-1\"", run.Output, StringComparison.Ordinal);
        Assert.Contains("""{"code":"0000","msg":"성공하였습니다."}""", run.Output, StringComparison.Ordinal);
        Assert.Contains("PaySsam counts this reply as success.", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Some.ApiKey, run.Output + run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v1", "gzip")]
    [InlineData("v2", "gzip")]
    [InlineData("v1", "euc-kr")]
    [InlineData("v2", "form")]
    public async Task It_sends_what_integrators_have_seen_without_a_key_and_with_a_token(string api, string body)
    {
        byte[] sent = [];
        TestReceiver receiver = null!;
        receiver = await TestReceiver.StartAsync((request, right) => right(sent = receiver.Undo(request, token: "a-token-of-the-tests")));
        await using var _ = receiver;
        var run = await SimulatorRun.RunAsync(
            "send",
            "--url",
            $"{receiver.Callback}",
            "--api",
            api,
            "--keyless",
            "--token",
            "a-token-of-the-tests",
            "--body",
            body,
            "--bill-id",
            "A-1",
            "--appr-sign",
            "64",
            "--odd",
            "--appr-price",
            "50000",
            "--appr-dt",
            "20260105134753",
            "--appr-issuer",
            "신한카드"
        );

        Assert.Equal(0, run.ExitCode);
        var callback = TestReceiver.InV1(JsonNode.Parse(sent)!.AsObject());
        Assert.Equal(
            ("A-1", "f ", "50,000원"),
            ((string?)callback["bill_id"], (string?)callback["appr_state"], (string?)callback["appr_price"])
        );
        Assert.Equal(("2026-01-05 13:47:53", "신한카드"), ((string?)callback["appr_dt"], (string?)callback["appr_issuer"]));
        Assert.Equal(64 * 1024, ((string)callback[api == "v1" ? "appr_sign" : "apprSign"]!).Length);
        Assert.DoesNotContain("a-token-of-the-tests", run.Output + run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("send")]
    [InlineData("storm")]
    public async Task Without_a_key_it_has_to_be_told_to_send_none(string command)
    {
        var run = await SimulatorProcess.RunAsync("C", command, "--url", "http://127.0.0.1:1/");

        Assert.Equal(
            (1, true),
            (run.ExitCode, run.Errors.Contains("--key is required, unless --keyless is given.", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task It_says_why_a_reply_does_not_count()
    {
        await using var receiver = await TestReceiver.StartAsync(
            (_, _) => TestReply.Success.Saying($$"""{"code":"0000","msg":"{{Some.ApiKey}}"}""")
        );
        var run = await SimulatorRun.RunAsync("send", receiver.Callback);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("repeats the callback every hour for 24 hours", run.Output, StringComparison.Ordinal);
        Assert.Contains("msg must be \"성공하였습니다.\"; it is \"***\"", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(120)]
    [InlineData(270)]
    public async Task A_part_of_a_key_is_not_shown_where_a_text_is_cut(int before)
    {
        var msg = new string('m', before);
        await using var receiver = await TestReceiver.StartAsync(
            (_, _) => TestReply.Success.Saying($$"""{"code":"0000","msg":"{{msg}}{{Some.ApiKey}}{{new string('n', 300)}}"}""")
        );
        var run = await SimulatorRun.RunAsync("certify", receiver.Callback, "--json");

        Assert.Contains("mm***", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Some.ApiKey[..4], run.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("send")]
    [InlineData("certify")]
    public async Task A_key_in_the_path_is_not_shown(string command)
    {
        var url = new Uri($"http://127.0.0.1:1/callback/{Some.ApiKey}");
        var run = await SimulatorRun.RunAsync(command, url, command == "send" ? [] : ["--json"]);

        Assert.Contains("http://127.0.0.1:1/callback/***", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Some.ApiKey, run.Output + run.Errors, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("a\r\n\tb\u001b[2J\r\u009b", "a\r\n\tb\uFFFD[2J\uFFFD\uFFFD")]
    [InlineData("""{"\u001b[31m":1}""", "an extra field \"\uFFFD[31m\"")]
    public async Task A_reply_does_not_command_the_terminal(string body, string shown)
    {
        await using var receiver = await TestReceiver.StartAsync((_, _) => TestReply.Success.Saying(body));
        var run = await SimulatorRun.RunAsync("send", receiver.Callback);

        Assert.Contains(shown, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_some_extra_fields_are_named_and_not_at_length()
    {
        var name = new string('n', 1_000);
        await using var receiver = await TestReceiver.StartAsync(
            (_, _) => TestReply.Success.Saying($$"""{"{{name}}":1,"b":2,"c":3,"d":4}""")
        );
        var run = await SimulatorRun.RunAsync("certify", receiver.Callback, "--json");

        Assert.Equal(["code", "msg", "extra-field", "extra-field", "extra-field"], run.FindingsOf("success-form"));
        Assert.Contains("nnn…", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(name, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ko_KR.UTF-8", "콜백 URL")]
    [InlineData("en_US.UTF-8", "The callback URL.")]
    [InlineData("C.UTF-8", "The callback URL.")]
    public async Task The_language_is_the_systems(string locale, string text) =>
        Assert.Contains(text, (await SimulatorProcess.RunAsync(locale, "send", "--help")).Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("--lang", "ko")]
    [InlineData("--lang=ko")]
    [InlineData("--url", "http://127.0.0.1:1", "--lang:ko", "--key", "k")]
    public async Task The_language_can_be_chosen(params string[] arguments) =>
        Assert.Contains("콜백 URL", (await SimulatorRun.RunAsync(["send", "--help", .. arguments])).Output, StringComparison.Ordinal);

    [Fact]
    public async Task Arguments_can_stand_in_a_file()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "arguments.txt");
        await using var receiver = await TestReceiver.StartAsync();
        await File.WriteAllLinesAsync(file, ["--url", $"{receiver.Callback}", "--key", Some.ApiKey, "--lang", "ko"]);

        Assert.Contains(
            "결제선생은 이 응답을 성공으로 봅니다.",
            (await SimulatorRun.RunAsync("send", $"@{file}")).Output,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("--url", "nonsense", "It has to be an http or https URL.")]
    [InlineData("--timeout", "0", "--timeout: it has to be a number from 0.001 to 3600.")]
    [InlineData("--lang", "fr", "fr")]
    [InlineData("--key", "", "--key: it is empty.")]
    public async Task A_wrong_option_is_told_and_returns_1(string option, string value, string problem)
    {
        string[] key = option == "--key" ? [] : ["--key", "k"];
        string[] url = option == "--url" ? [] : ["--url", "http://127.0.0.1:1"];
        var run = await SimulatorRun.RunAsync(["send", .. key, .. url, option, value]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(problem, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Output + run.Errors, StringComparison.Ordinal);
    }

    private async Task<Run> SendAsync(params string[] arguments)
    {
        await using var receiver = await TestReceiver.StartAsync(
            (request, right) =>
            {
                _received = (JsonObject)JsonNode.Parse(Encoding.UTF8.GetString(request))!;
                return right(request);
            }
        );
        return await SimulatorRun.RunAsync("send", receiver.Callback, arguments);
    }
}
