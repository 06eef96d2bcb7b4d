using System.Text;
using System.Text.Json.Nodes;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Simulator;

/// <summary>Certifies the product, and receivers with one flaw each.</summary>
public class CertifyTests(TestBed bed)
{
    private Uri LocalHost => new(bed.Http.BaseAddress!, "api/payssam/callback");

    [Fact]
    public async Task A_receiver_of_v1_alone_passes_with_a_warning_and_fails_in_v2()
    {
        await using var receiver = await TestReceiver.StartAsync(
            (request, right) =>
                Encoding.UTF8.GetString(request).Contains("\"apiKey\"", StringComparison.Ordinal)
                    ? TestReply.Refusal with
                    {
                        Status = 401,
                    }
                    : right(request)
        );
        var v1 = await SimulatorRun.RunAsync("certify", receiver.Callback, ["--json", .. SimulatorRun.Patient]);
        var v2 = await SimulatorRun.RunAsync("certify", receiver.Callback, ["--json", "--api", "v2", .. SimulatorRun.Patient]);

        Assert.Equal(0, v1.ExitCode);
        Assert.Equal(["other-version-refused"], v1.FindingsOf("other-version"));
        Assert.Contains("when PaySsam changes to that version, every payment is lost", v1.Output, StringComparison.Ordinal);
        Assert.Equal(2, v2.ExitCode);
        Assert.Equal(["status", "code", "msg"], v2.FindingsOf("success-form"));
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    public async Task A_repeat_in_the_other_version_that_pays_twice_is_seen_in_the_bill(string api)
    {
        await using var receiver = await TestReceiver.StartAsync(
            record: (bill, callback) =>
            {
                TestReceiver.Record(bill, callback);
                bill.History.Add(callback);
            }
        );
        var read = await SimulatorRun.RunAsync(
            "certify",
            receiver.Callback,
            ["--json", "--api", api, "--payments-url", $"{receiver.Payments}", .. SimulatorRun.Patient]
        );
        var unread = await SimulatorRun.RunAsync("certify", receiver.Callback, ["--json", "--api", api, .. SimulatorRun.Patient]);

        Assert.Equal((2, 0), (read.ExitCode, unread.ExitCode));
        Assert.Equal(["doubled"], read.FindingsOf("other-version"));
    }

    [Fact]
    public async Task Bills_that_may_not_be_read_back_fail()
    {
        await using var receiver = await TestReceiver.StartAsync();
        receiver.FunctionKeyWanted = "the-right-one";
        string[] arguments = ["--json", "--payments-url", $"{receiver.Payments}", .. SimulatorRun.Patient];
        var refused = await SimulatorRun.RunAsync("certify", receiver.Callback, arguments);
        var read = await SimulatorRun.RunAsync("certify", receiver.Callback, [.. arguments, "--function-key", "the-right-one"]);

        Assert.Equal(["unread"], refused.FindingsOf("other-version"));
        Assert.Equal((2, 0), (refused.ExitCode, read.ExitCode));
    }

    [Fact]
    public async Task The_table_says_so_in_words()
    {
        var run = await SimulatorRun.RunAsync("certify", LocalHost, SimulatorRun.Patient);

        Assert.Contains("API v1", run.Output, StringComparison.Ordinal);
        Assert.Contains("The success reply has the exact form", run.Output, StringComparison.Ordinal);
        Assert.Contains("All passed: 27", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_is_said_in_Korean()
    {
        var run = await SimulatorRun.RunAsync("certify", LocalHost, ["--lang", "ko", .. SimulatorRun.Patient]);

        Assert.Contains("모두 통과했습니다: 27", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("msg", """{"code":"0000","msg":"성공했습니다."}""")]
    [InlineData("code", """{"code":0,"msg":"성공하였습니다."}""")]
    [InlineData("code", """{"msg":"성공하였습니다."}""")]
    [InlineData("extra-field", """{"code":"0000","msg":"성공하였습니다.","data":null}""")]
    [InlineData("extra-field", """{"code":"0000","code":"0000","msg":"성공하였습니다."}""")]
    [InlineData("not-json", """{"code":"0000","msg":"성공하였습니다."}}""")]
    [InlineData("not-json", """{"code":"0000","msg":"성공하였습니다.","\ud800":""}""")]
    [InlineData("not-object", """["0000"]""")]
    [InlineData("html", "<!DOCTYPE html><h1>Internal error</h1>")]
    [InlineData("empty", "")]
    public async Task A_reply_of_another_form_fails(string finding, string body)
    {
        var run = await CertifyAsync(
            (request, right) => right(request) is { Succeeds: true } reply ? reply.Saying(body) : TestReply.Refusal
        );

        Assert.Equal(2, run.ExitCode);
        Assert.Equal([finding], run.FindingsOf("success-form"));
    }

    [Theory]
    [InlineData("escaping", """{"code":"0000","msg":"\uc131\uacf5\ud558\uc600\uc2b5\ub2c8\ub2e4."}""")]
    [InlineData("spacing", """{"code": "0000", "msg": "성공하였습니다."}""")]
    [InlineData("spacing", "{\"code\":\"0000\",\"msg\":\"성공하였습니다.\"}\n")]
    [InlineData("order", """{"msg":"성공하였습니다.","code":"0000"}""")]
    [InlineData("bom", "\uFEFF{\"code\":\"0000\",\"msg\":\"성공하였습니다.\"}")]
    public async Task A_reply_that_is_equal_as_JSON_only_is_a_warning_with_the_reason(string finding, string body)
    {
        var run = await CertifyAsync(
            (request, right) => right(request) is { Succeeds: true } reply ? reply.Saying(body) : TestReply.Refusal
        );

        Assert.Equal(0, run.ExitCode);
        Assert.Equal([finding], run.FindingsOf("success-form"));
        Assert.Contains("Which of the two PaySsam compares is not known", run.Output, StringComparison.Ordinal);
        Assert.Equal(1, run.Checks.Count(check => (string?)check!["verdict"] == "warning"));
    }

    [Fact]
    public async Task A_status_of_201_fails()
    {
        var run = await CertifyAsync(
            (request, right) => right(request) is { Succeeds: true } reply ? reply with { Status = 201 } : TestReply.Refusal
        );

        Assert.Equal(2, run.ExitCode);
        Assert.Equal(["status"], run.FindingsOf("success-form"));
    }

    [Fact]
    public async Task A_reply_in_EUC_KR_fails() =>
        Assert.Equal(
            ["charset"],
            (
                await CertifyAsync(
                    (request, right) =>
                        right(request) is { Succeeds: true } reply
                            ? reply with
                            {
                                Body = CodePagesEncodingProvider
                                    .Instance.GetEncoding(949)!
                                    .GetBytes("""{"code":"0000","msg":"성공하였습니다."}"""),
                            }
                            : TestReply.Refusal
                )
            ).FindingsOf("success-form")
        );

    [Fact]
    public async Task A_declared_charset_other_than_UTF_8_fails() =>
        Assert.Equal(
            ["charset"],
            (await CertifyAsync((request, right) => right(request) with { ContentType = "application/json; charset=euc-kr" })).FindingsOf(
                "success-form"
            )
        );

    [Fact]
    public async Task A_declared_charset_of_utf8_is_a_warning()
    {
        var run = await CertifyAsync((request, right) => right(request) with { ContentType = "application/json; charset=utf8" });

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["charset"], run.FindingsOf("success-form"));
    }

    [Fact]
    public async Task An_HTML_error_page_fails_as_such()
    {
        var run = await CertifyAsync((_, _) => new TestReply(500, "<html><h1>Internal error</h1></html>"u8.ToArray(), "text/html"));

        Assert.Equal(2, run.ExitCode);
        Assert.Equal(["status", "content-type", "html"], run.FindingsOf("success-form"));
        Assert.Equal(["server-error"], run.FindingsOf("wrong-key"));
    }

    [Fact]
    public async Task A_content_type_other_than_JSON_is_a_warning() =>
        Assert.Equal(
            ["content-type"],
            (await CertifyAsync((request, right) => right(request) with { ContentType = "text/plain; charset=utf-8" })).FindingsOf(
                "success-form"
            )
        );

    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    public async Task A_reply_that_echoes_the_request_fails_and_is_not_quoted(string api)
    {
        await using var receiver = await TestReceiver.StartAsync((request, right) => right(request) with { Body = request });
        var run = await SimulatorRun.RunAsync("certify", receiver.Callback, ["--json", "--api", api, .. SimulatorRun.Patient]);

        Assert.Equal(2, run.ExitCode);
        Assert.Equal(["echo"], run.FindingsOf("success-form"));
        Assert.DoesNotContain(Some.ApiKey, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("123456***", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accepting_any_key_fails()
    {
        var run = await CertifyAsync(
            (request, right) =>
            {
                if (request is [(byte)'{', .., (byte)'}'] && JsonNode.Parse(request) is JsonObject callback)
                {
                    callback["apikey"] = Some.ApiKey;
                    return right(Encoding.UTF8.GetBytes(callback.ToJsonString()));
                }

                return right(request);
            }
        );

        Assert.Equal(2, run.ExitCode);
        Assert.Equal(["acknowledged"], run.FindingsOf("wrong-key"));
        Assert.Equal(["acknowledged"], run.FindingsOf("missing-key"));
        Assert.Empty(run.FindingsOf("success-form"));
    }

    [Fact]
    public async Task Answering_everything_alike_fails() =>
        Assert.Equal(["same-as-success"], (await CertifyAsync((_, _) => TestReply.Success.Saying("OK"))).FindingsOf("wrong-key"));

    [Fact]
    public async Task A_server_error_on_malformed_input_fails()
    {
        var run = await CertifyAsync(
            (request, right) => right(request) is { Succeeds: false } reply ? reply with { Status = 500 } : TestReply.Success
        );

        Assert.Equal(2, run.ExitCode);
        Assert.Equal(["server-error"], run.FindingsOf("malformed-json"));
    }

    [Fact]
    public async Task A_repeat_that_is_not_acknowledged_fails()
    {
        var seen = new HashSet<string>();
        var run = await CertifyAsync(
            (request, right) => seen.Add(Convert.ToBase64String(request)) ? right(request) : TestReply.Refusal with { Status = 409 }
        );

        Assert.Equal(["status", "code", "msg"], run.FindingsOf("repeat"));
        Assert.Empty(run.FindingsOf("success-form"));
    }

    [Fact]
    public async Task A_warning_that_only_a_repeat_earns_is_given()
    {
        var seen = new HashSet<string>();
        var run = await CertifyAsync(
            (request, right) =>
                right(request) is { Succeeds: true } reply && !seen.Add(Convert.ToBase64String(request))
                    ? reply.Saying("""{"code": "0000", "msg": "성공하였습니다."}""")
                    : right(request)
        );

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["spacing"], run.FindingsOf("repeat"));
        Assert.Empty(run.FindingsOf("success-form"));
    }

    [Fact]
    public async Task A_state_that_is_not_accepted_fails()
    {
        var run = await CertifyAsync(
            (request, right) =>
                Encoding.UTF8.GetString(request).Contains("\"D\"", StringComparison.Ordinal) ? TestReply.Refusal : right(request)
        );

        Assert.Equal(["status", "code", "msg"], run.FindingsOf("state-D"));
        Assert.Empty(run.FindingsOf("state-C"));
    }

    [Fact]
    public async Task A_slow_answer_fails()
    {
        await using var receiver = await TestReceiver.StartAsync(wait: () => Task.Delay(60));
        var run = await SimulatorRun.RunAsync("certify", receiver.Callback, "--json", "--answer-within", "0.05", "--timeout", "60");

        Assert.Equal(2, run.ExitCode);
        Assert.Equal(["slow"], run.FindingsOf("answer-time"));
    }

    [Fact]
    public async Task An_answer_that_never_comes_is_not_waited_for_again()
    {
        var end = new TaskCompletionSource();
        await using var receiver = await TestReceiver.StartAsync(wait: () => end.Task);
        var run = await SimulatorRun.RunAsync("certify", receiver.Callback, "--json", "--timeout", "0.3");
        end.SetResult();

        Assert.Equal(["no-answer"], run.FindingsOf("success-form"));
        Assert.Equal(["not-run"], run.FindingsOf("repeat"));
        Assert.Empty(run.Errors);
    }

    [Fact]
    public async Task An_answer_that_came_too_late_to_be_waited_for_is_slow()
    {
        var end = new TaskCompletionSource();
        var calls = 0;
        await using var receiver = await TestReceiver.StartAsync(wait: () => calls++ == 1 ? end.Task : Task.CompletedTask);
        var run = await SimulatorRun.RunAsync("certify", receiver.Callback, "--json", "--timeout", "5", "--answer-within", "60");
        end.SetResult();

        Assert.Equal(["no-answer"], run.FindingsOf("state-W"));
        Assert.Equal(["slow"], run.FindingsOf("answer-time"));
    }

    [Fact]
    public async Task Chunks_that_are_refused_are_a_warning()
    {
        var run = await CertifyAsync((request, right) => right(request), refusesChunks: true);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["chunked-refused"], run.FindingsOf("chunked"));
    }

    [Fact]
    public async Task Where_nobody_listens_it_says_so_without_a_stack_trace()
    {
        var run = await SimulatorRun.RunAsync("certify", new Uri("http://127.0.0.1:1/"));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("The connection was refused.", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Output + run.Errors, StringComparison.Ordinal);
    }

    private static async Task<Run> CertifyAsync(Func<byte[], Func<byte[], TestReply>, TestReply> answer, bool refusesChunks = false)
    {
        await using var receiver = await TestReceiver.StartAsync(answer, refusesChunks: refusesChunks);
        return await SimulatorRun.RunAsync("certify", receiver.Callback, ["--json", .. SimulatorRun.Patient]);
    }
}
