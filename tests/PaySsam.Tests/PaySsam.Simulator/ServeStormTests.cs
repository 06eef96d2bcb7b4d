using System.Globalization;
using PaySsam.Simulator.Serving;

namespace PaySsam.Tests.Simulator;

/// <summary>A month in minutes: what is lost and cancelled is found, and gone after a sweep.</summary>
public class ServeStormTests
{
    private const int Count = 250;
    private const int Days = 3;
    private const int Seed = 1;
    private const string Key = "a-function-key-of-the-tests";
    private static readonly string[] Storm =
    [
        "--storm",
        "--bills",
        $"{Count}",
        "--days",
        $"{Days}",
        "--seed",
        $"{Seed}",
        "--lose",
        "0.1",
        "--cancel",
        "0.2",
        "--settle",
        "20",
    ];

    // The same as the simulator's, but for the days.
    private readonly List<Bill> _bills = [.. Month.Bills(Seed, Count, Days, new(2026, 1, 4))];
    private readonly Shares _shares = new(0.1, 0.2);

    [Fact]
    public async Task What_was_lost_and_cancelled_is_found_and_a_sweep_repairs_it()
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var its = await TestOperator.StartAsync(receiver);
        using var bed = await ServeBed.StartAsync(
            receiver.Callback,
            [
                .. Storm,
                "--payments-url",
                $"{receiver.Payments}",
                "--bills-url",
                $"{its.Bills}",
                "--reconcile-url",
                $"{its.Reconcile}",
                "--function-key",
                Key,
            ]
        );
        its.Ask(bed.Address);
        var run = await bed.EndAsync();

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Equal([100, 100, 50], its.Sizes);
        Assert.Equal((Key, "1"), its.Headers.Keys.Single());
        AssertFound(run.Output);
        Assert.EndsWith($"Compared {Count} bills: 0 differ.\n", run.Output, StringComparison.Ordinal);
        var days = its.Registered.Values.Distinct().Order().ToList();
        Assert.Equal(Days, days.Count);
        Assert.Equal([days[0], days[0], .. its.Days.Distinct().SelectMany(day => new[] { day, day })], its.Days);
        Assert.Equal(days, its.Days.Distinct().Take(Days));
        Assert.True(string.CompareOrdinal(days[^1], its.Days[^1]) < 0);
        Assert.DoesNotContain(Key, run.Output + run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 2)]
    public async Task Without_a_sweep_of_its_own_it_serves_until_Ctrl_C_and_compares_again(bool isSwept, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "No process can press Ctrl+C for another there.");
        await using var receiver = await TestReceiver.StartAsync();
        await using var its = await TestOperator.StartAsync(receiver);
        using var bed = await ServeBed.StartAsync(receiver.Callback, [.. Storm, "--payments-url", $"{receiver.Payments}"]);
        its.Ask(bed.Address);
        await bed.SaysAsync("Goes on answering read calls.");
        var register = await bed.RegisterAsync();
        if (isSwept)
            await its.AskAsync(register.Select(bill => (string)bill["bill_id"]!));
        Assert.Equal(isSwept ? Count : 0, (int)(await bed.AskedAsync())["asked"]!);
        var run = await bed.InterruptAsync();

        Assert.True(run.ExitCode == exitCode, run.Output);
        AssertFound(run.Output);
        var last = run.Output[run.Output.IndexOf("Goes on", StringComparison.Ordinal)..];
        if (isSwept)
            Assert.EndsWith($"\nCompared {Count} bills: 0 differ.\n", last, StringComparison.Ordinal);
        else
            AssertFound(last);
        Assert.Equal(
            _bills.Select(bill => (bill.Id, bill.PaidAt is not null && !_shares.IsLost(bill))),
            register.Select(bill => ((string)bill["bill_id"]!, (bool)bill["pushed"]!))
        );
        Assert.Equal(_bills.Select(StateOf), register.Select(bill => ((string)bill["state"]!)[0]));
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 2)]
    public async Task Where_nothing_can_be_compared_the_acknowledgements_count(bool acknowledges, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "No process can press Ctrl+C for another there.");
        await using var receiver = await TestReceiver.StartAsync((request, right) => acknowledges ? right(request) : TestReply.Refusal);
        using var bed = await ServeBed.StartAsync(receiver.Callback, "--storm", "--bills", "20", "--days", "2");
        await bed.SaysAsync("Goes on answering read calls.");
        var run = await bed.InterruptAsync();

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Equal(!acknowledges, run.Output.Contains("× The HTTP status is 400", StringComparison.Ordinal));
        Assert.DoesNotContain("Compared", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sweep_and_a_registration_that_nobody_answers_are_given_up_in_words()
    {
        await using var receiver = await TestReceiver.StartAsync();
        using var bed = await ServeBed.StartAsync(
            receiver.Callback,
            "--storm",
            "--bills",
            "20",
            "--settle",
            "0.001",
            "--bills-url",
            "http://127.0.0.1:1/",
            "--reconcile-url",
            $"{receiver.Callback}"
        );
        var run = await bed.EndAsync();

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("20 bills could not be registered. The connection was refused.", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"The sweep of \S+ was not finished\. The answer was HTTP 400\.", run.Output);
    }

    private char StateOf(Bill bill) => bill.State is 'F' && _shares.IsCancelled(bill) ? 'C' : bill.State;

    /// <summary>Exactly what was lost, destroyed or cancelled without telling.</summary>
    private void AssertFound(string output)
    {
        var missing = _bills.Count(bill => bill.IsDestroyed || (bill.State is 'F' && _shares.IsLost(bill)));
        var otherState = _bills.Count(bill => bill.State is 'F' && !_shares.IsLost(bill) && _shares.IsCancelled(bill));
        var expected = string.Create(CultureInfo.InvariantCulture, $"Compared {Count} bills: {missing + otherState} differ.\n");
        Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.Contains($"  {missing} × bills that the receiver does not have\n", output, StringComparison.Ordinal);
        Assert.Contains($"  {otherState} × bills in another state\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("× bills with another amount", output, StringComparison.Ordinal);
    }
}
