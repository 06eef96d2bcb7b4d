namespace PaySsam.Tests.Simulator;

/// <summary>PaySsam's 24 repeats.</summary>
public class RetryTests
{
    [Fact]
    public async Task A_receiver_that_recovers_loses_nothing()
    {
        var bodies = new List<string>();
        var run = await RetryAsync(
            (request, right) =>
            {
                bodies.Add(Convert.ToBase64String(request));
                return bodies.Count <= 5 ? TestReply.Refusal with { Status = 503 } : right(request);
            },
            "--api",
            "v2"
        );

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(6, bodies.Count);
        Assert.Single(bodies.Distinct());
        Assert.Matches(@"hour  4  PaySsam repeats it in an hour\s+The HTTP status is 503", run.Output);
        Assert.Contains("hour  5  counted as success: PaySsam stops", run.Output, StringComparison.Ordinal);
        Assert.Contains("The payment was received.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_that_never_recovers_loses_the_payment()
    {
        var calls = 0;
        var run = await RetryAsync(
            (_, _) =>
            {
                calls++;
                return TestReply.Refusal;
            }
        );

        Assert.Equal(2, run.ExitCode);
        Assert.Equal(25, calls);
        Assert.Contains("hour 24  24 hours are over: PaySsam gives up", run.Output, StringComparison.Ordinal);
        Assert.Contains("The payment is LOST", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reply_that_is_equal_as_JSON_only_leaves_it_uncertain()
    {
        var run = await RetryAsync((_, _) => TestReply.Success.Saying("""{"code":"0000", "msg":"성공하였습니다."}"""));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("Not certain: received if PaySsam compares JSON, lost if it compares bytes.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_outage_can_be_shown_on_a_receiver_that_has_none()
    {
        var calls = 0;
        var run = await RetryAsync(
            (request, right) =>
            {
                calls++;
                return right(request);
            },
            "--outage",
            "24"
        );

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(1, calls);
        Assert.Contains("hour 24  counted as success", run.Output, StringComparison.Ordinal);
    }

    private static async Task<Run> RetryAsync(Func<byte[], Func<byte[], TestReply>, TestReply> answer, params string[] arguments)
    {
        await using var receiver = await TestReceiver.StartAsync(answer);
        return await SimulatorRun.RunAsync("retry", receiver.Callback, ["--hour", "1", .. arguments]);
    }
}
