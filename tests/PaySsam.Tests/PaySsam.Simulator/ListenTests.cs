using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Settings;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Simulator;

public class ListenTests
{
    private int _port;

    [Fact]
    public async Task It_tells_new_events_from_older_and_repeated_and_refuses_a_stranger()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "No process can press Ctrl+C for another there.");
        using var simulator = await StartAsync();
        var (paid, cancelled) = (Event("F"), Event("C"));

        Assert.Null((await PostAsync(cancelled)).Problem);
        Assert.Null((await PostAsync(paid)).Problem);
        Assert.Null((await PostAsync(cancelled)).Problem);
        Assert.Null((await PostAsync(ChangeEvent.WriteTest("tests", "t", Some.Time))).Problem);
        Assert.Equal("it answered 401", (await PostAsync(paid, WebhookReceiver.SecondSecret)).Problem);
        Assert.Equal("it answered 400", (await PostAsync("{}"u8.ToArray())).Problem);
        simulator.Interrupt();
        var run = await simulator.EndAsync();

        Assert.Equal(2, run.ExitCode);
        var lines = run.Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            ["newest", "older", "duplicate", "test", "refused", "refused"],
            lines.Skip(1).SkipLast(1).Select(line => line.Split(' ')[0])
        );
        Assert.Contains("F 사업자번호-1 50000 net 50000 1-2-", lines[2], StringComparison.Ordinal);
        Assert.Contains("C 사업자번호-1 50000 net -50000 attention cancelled_without_payment 1-3-", lines[1], StringComparison.Ordinal);
        Assert.Equal("1 events of 1 bills; 1 older, 1 duplicates, 2 refused", lines[^1]);
    }

    [Fact]
    public async Task It_fails_on_demand()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "No process can press Ctrl+C for another there.");
        using var simulator = await StartAsync("--fail", "503", "--slow", "0.01");

        Assert.Equal("it answered 503", (await PostAsync(Event("F"))).Problem);
        simulator.Interrupt();
        var run = await simulator.EndAsync();

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("0 events of 0 bills", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_is_none_is_refused()
    {
        var run = await SimulatorRun.RunAsync("listen", "--secret", "none");

        Assert.Equal((1, true), (run.ExitCode, run.Errors.Contains("whsec_", StringComparison.Ordinal)));
    }

    private async Task<SimulatorRun> StartAsync(params string[] arguments)
    {
        (var simulator, _port) = await SimulatorRun.StartOnFreePortAsync(
            "Waiting for events at",
            ["listen", "--lang", "en", "--secret", WebhookReceiver.FirstSecret, .. arguments]
        );
        return simulator;
    }

    private static byte[] Event(string state) =>
        ChangeEvents.Write("tests", Some.Received(Some.Callback("사업자번호-1", ("appr_state", state))));

    private async Task<PostResult> PostAsync(byte[] body, string secret = WebhookReceiver.FirstSecret)
    {
        var options = new WebhookOptions(new Uri($"http://127.0.0.1:{_port}/"), [Convert.FromBase64String(secret[6..])], []);
        using var sender = new WebhookSender(options, new WebhookAddress([], loopback: true), TimeProvider.System);
        return await sender.PostAsync("an-id", body, default);
    }
}
