using System.Text.Json.Nodes;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Simulator;

/// <summary>Load on the product, and on receivers that lose, double or undo what they acknowledged.</summary>
public class StormTests(TestBed bed)
{
    private static readonly string[] Small = ["--count", "600", "--bills", "150", "--seed", "1", "--settle", "1"];

    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    public async Task LocalHost_stores_all_that_it_acknowledges(string api)
    {
        var run = await SimulatorRun.RunAsync(
            "storm",
            new Uri(bed.Http.BaseAddress!, "api/payssam/callback"),
            "--payments-url",
            $"{bed.Http.BaseAddress}api/payments",
            "--count",
            "600",
            "--bills",
            "150",
            "--concurrency",
            "8",
            "--api",
            api
        );

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Contains("Acknowledged: 600", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"acknowledged (\d+), stored \1, wrong 0, missing 0", run.Output);
    }

    [Fact]
    public async Task LocalHost_stores_the_same_in_other_words()
    {
        var run = await SimulatorRun.RunAsync(
            "storm",
            new Uri(bed.Http.BaseAddress!, "api/payssam/callback"),
            "--payments-url",
            $"{bed.Http.BaseAddress}api/payments",
            "--count",
            "300",
            "--bills",
            "75",
            "--concurrency",
            "4",
            "--odd"
        );

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Matches(@"acknowledged (\d+), stored \1, wrong 0, missing 0", run.Output);
    }

    [Fact]
    public async Task It_can_send_without_a_key_with_a_token_and_in_EUC_KR()
    {
        TestReceiver receiver = null!;
        receiver = await TestReceiver.StartAsync((request, right) => right(receiver.Undo(request, "a-token-of-the-tests")));
        await using var _ = receiver;
        var run = await SimulatorRun.RunAsync(
            "storm",
            "--url",
            $"{receiver.Callback}",
            "--keyless",
            "--token",
            "a-token-of-the-tests",
            "--body",
            "euc-kr",
            "--count",
            "60",
            "--bills",
            "15",
            "--concurrency",
            "1",
            "--settle",
            "1",
            "--payments-url",
            $"{receiver.Payments}"
        );

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Contains("Acknowledged: 60", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("a-token-of-the-tests", run.Output + run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_right_receiver_passes() =>
        Assert.Matches(@"acknowledged (\d+), stored \1, wrong 0, missing 0", (await StormAsync(0, TestReceiver.Record)).Output);

    [Fact]
    public async Task Acknowledging_without_storing_is_caught()
    {
        var calls = 0;
        var run = await StormAsync(
            2,
            (bill, callback) =>
            {
                if (Interlocked.Increment(ref calls) % 5 != 0)
                    TestReceiver.Record(bill, callback);
            }
        );

        Assert.Matches(@"\d+ × callbacks acknowledged but not stored", run.Output);
    }

    [Fact]
    public async Task Forgetting_duplicates_is_caught()
    {
        var run = await StormAsync(
            2,
            (bill, callback) =>
            {
                TestReceiver.Record(bill, callback);
                bill.History.Add(callback);
            }
        );

        Assert.Matches(@"\d+ × callbacks more than once in the history", run.Output);
        Assert.Matches("wrong 0, missing 0", run.Output);
    }

    [Fact]
    public async Task A_late_F_that_undoes_a_C_is_caught()
    {
        var run = await StormAsync(
            2,
            (bill, callback) =>
            {
                TestReceiver.Record(bill, callback);
                bill.Payment = callback;
            }
        );

        Assert.Matches(@"\d+ × bills with a wrong payment, as where a late F undid a C", run.Output);
        Assert.Matches("missing 0", run.Output);
    }

    [Fact]
    public async Task An_amount_that_changed_on_the_way_is_caught()
    {
        var run = await StormAsync(
            2,
            (bill, callback) =>
            {
                var changed = (JsonObject)callback.DeepClone();
                changed["appr_price"] = "1";
                TestReceiver.Record(bill, changed);
            }
        );

        Assert.Matches(@"\d+ × callbacks acknowledged but not stored", run.Output);
    }

    [Fact]
    public async Task Errors_are_counted_by_kind()
    {
        var calls = 0;
        await using var receiver = await TestReceiver.StartAsync(
            (request, right) =>
                (Interlocked.Increment(ref calls) % 3) switch
                {
                    0 => TestReply.Refusal with { Status = 503 },
                    1 => TestReply.Success.Saying("<html>"),
                    _ => right(request),
                }
        );
        var run = await SimulatorRun.RunAsync("storm", receiver.Callback, Small);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("Acknowledged: 200", run.Output, StringComparison.Ordinal);
        Assert.Contains("200 × The HTTP status is 503", run.Output, StringComparison.Ordinal);
        Assert.Contains("200 × The reply is an HTML page", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"p50 \S+ ms  p90 \S+ ms  p99 \S+ ms", run.Output);
    }

    [Fact]
    public async Task What_an_error_loses_is_not_called_missing()
    {
        var calls = 0;
        await using var receiver = await TestReceiver.StartAsync(
            (request, right) => Interlocked.Increment(ref calls) % 2 == 0 ? TestReply.Refusal with { Status = 503 } : right(request)
        );
        var run = await SimulatorRun.RunAsync("storm", receiver.Callback, [.. Small, "--payments-url", $"{receiver.Payments}"]);

        Assert.Matches(@"acknowledged (\d+), stored \1, wrong 0, missing 0", run.Output);
    }

    [Fact]
    public async Task Nobody_listening_is_counted_and_never_a_stack_trace()
    {
        var run = await SimulatorRun.RunAsync("storm", new Uri("http://127.0.0.1:1/"), "--count", "50", "--bills", "10");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("50 × The connection was refused.", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Output + run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_that_never_come_are_counted()
    {
        var end = new TaskCompletionSource();
        await using var receiver = await TestReceiver.StartAsync(wait: () => end.Task);
        var run = await SimulatorRun.RunAsync("storm", receiver.Callback, "--count", "4", "--bills", "2", "--timeout", "0.2");
        end.SetResult();

        Assert.Contains("4 × No answer came in time.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_URL_of_the_payments_is_told_in_words()
    {
        await using var receiver = await TestReceiver.StartAsync();
        var run = await SimulatorRun.RunAsync("storm", receiver.Callback, [.. Small, "--payments-url", $"{receiver.Payments}-elsewhere"]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(
            "150 × Every bill was answered with HTTP 404: nothing is stored, or --payments-url is wrong.",
            run.Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_URL_that_gives_no_bills_is_told_in_words()
    {
        await using var receiver = await TestReceiver.StartAsync();
        var run = await SimulatorRun.RunAsync("storm", receiver.Callback, [.. Small, "--payments-url", $"{receiver.Callback}"]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("150 × Reading was answered with HTTP 405.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_key_that_is_refused_is_told_in_words()
    {
        await using var receiver = await TestReceiver.StartAsync();
        receiver.FunctionKeyWanted = "a-function-key-of-the-tests";
        var run = await SimulatorRun.RunAsync(
            "storm",
            receiver.Callback,
            [.. Small, "--payments-url", $"{receiver.Payments}", "--function-key", "another"]
        );

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("150 × Reading was refused with HTTP 401: look at --function-key.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bill_may_be_large() =>
        Assert.Matches(
            @"acknowledged (\d+), stored \1, wrong 0, missing 0",
            (
                await StormAsync(
                    0,
                    (bill, callback) =>
                    {
                        var large = (JsonObject)callback.DeepClone();
                        large["memo"] = new string('m', 100_000);
                        TestReceiver.Record(bill, large);
                    }
                )
            ).Output
        );

    [Fact]
    public async Task A_function_key_reaches_the_payments_and_nothing_else()
    {
        const string Key = "a-function-key-of-the-tests";
        await using var receiver = await TestReceiver.StartAsync();
        var run = await SimulatorRun.RunAsync(
            "storm",
            receiver.Callback,
            [.. Small, "--payments-url", $"{receiver.Payments}", "--function-key", Key]
        );

        Assert.Equal(Key, receiver.FunctionKey);
        Assert.DoesNotContain(Key, run.Output + run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_stops_with_the_summary_so_far()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "No process can press Ctrl+C for another there.");
        using var begun = new SemaphoreSlim(0);
        await using var receiver = await TestReceiver.StartAsync(
            (request, right) =>
            {
                begun.Release();
                return right(request);
            }
        );
        using var storm = SimulatorProcess.Start(
            "storm",
            receiver.Callback,
            "--count",
            "1000000",
            "--bills",
            "1000",
            "--payments-url",
            $"{receiver.Payments}"
        );
        for (var callback = 0; callback < 100; callback++)
            Assert.True(await begun.WaitAsync(TimeSpan.FromMinutes(1)));
        storm.Interrupt();
        var run = await storm.EndAsync();

        Assert.Equal(130, run.ExitCode);
        Assert.Matches(@"Sent [\d,]+ in", run.Output);
        Assert.Matches(@"Acknowledged: [\d,]+", run.Output);
        Assert.Contains("Interrupted", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Output + run.Errors, StringComparison.Ordinal);
    }

    private static async Task<Run> StormAsync(int exitCode, Action<TestBill, JsonObject> record)
    {
        await using var receiver = await TestReceiver.StartAsync(record: record);
        var run = await SimulatorRun.RunAsync("storm", receiver.Callback, [.. Small, "--payments-url", $"{receiver.Payments}"]);
        Assert.True(run.ExitCode == exitCode, run.Output);
        return run;
    }
}
