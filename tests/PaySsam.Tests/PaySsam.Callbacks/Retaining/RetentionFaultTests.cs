using System.Text;
using Microsoft.Extensions.Time.Testing;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Expecting;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Reconciliation;
using PaySsam.Callbacks.Retaining;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Retaining;

/// <summary>Whichever of a run's requests to storage goes wrong, the run that follows ends in the same rows.</summary>
public sealed class RetentionFaultTests(OwnAzurite azurite) : IClassFixture<OwnAzurite>
{
    [Theory]
    [InlineData(Fault.AppliedButAnswerLost, 1)]
    [InlineData(Fault.Refused, int.MaxValue)]
    public async Task It_goes_on(Fault fault, int times)
    {
        var requests = await RunAsync(fault, 0, 0);
        Assert.InRange(requests, 20, 150);
        for (var number = 1; number <= requests; number++)
            await RunAsync(fault, number, times);
    }

    /// <summary>Answers how many requests the first run made.</summary>
    /// <param name="fault">What goes wrong.</param>
    /// <param name="from">The first request that it happens to; none where that is 0.</param>
    /// <param name="times">How many.</param>
    private async Task<int> RunAsync(Fault fault, int from, int times)
    {
        await azurite.ClearAsync();
        var time = new FakeTimeProvider(Some.Time.AddDays(365));
        var (count, failing) = (0, false);
        var transport = new FaultyTransport(_ =>
            failing && Interlocked.Increment(ref count) is var number && number >= from && from > 0 && number - from < times ? fault : null
        );
        using var bed = new RetentionBed(azurite.ConnectionString, time, transport);
        await PrepareAsync(bed);
        var before = OddBills.Answer(await bed.FindAsync("erased"));

        failing = true;
        await bed.Get<RetentionDesk>().RunAsync(null, default);
        failing = false;
        if (await bed.FindAsync("erased") is { } half)
            Assert.Equal(before, OddBills.Answer(half));
        time.Advance(TimeSpan.FromMinutes(2)); // The lease of one that could not give it back.
        await bed.RunAsync();
        await bed.RunAsync(); // What was done without a trace, if its answer was lost, is found done.

        Assert.Equal(before, OddBills.Answer(await bed.FindAsync("erased")));
        Assert.Null(await bed.FindAsync("deleted"));
        Assert.DoesNotContain(bed.Tables.ReadJournalRows(), row => row.RowKey.StartsWith("deleted", StringComparison.Ordinal));
        var dump = await bed.DumpAsync();
        Assert.All(OddBills.Canaries, canary => Assert.False(dump.Contains(canary, StringComparison.Ordinal), $"{from}: {canary}"));
        var (letters, _) = await bed.Get<DeadLetterStore>().ListAsync(null, false, 100, true, null, default);
        Assert.Single(letters);
        return count;
    }

    private static async Task PrepareAsync(RetentionBed bed)
    {
        await bed.RebuiltAsync();
        await bed.RecordAsync(OddBills.Full("erased", 0), OddBills.Full("erased", 1, ("appr_state", "C"), ("appr_num", "2")));
        await bed.RecordAsync(OddBills.Full("deleted", 0, ("appr_dt", "20200102030405")) with { ReceivedAt = Some.Time.AddDays(-2000) });
        await bed.Get<DeadLetterStore>()
            .KeepAsync(
                DeadLetter.OfCallback(
                    DeadLetterReason.InvalidCallback,
                    "a test",
                    Encoding.UTF8.GetBytes($$"""{"bill_id":"a","appr_issuer_num":"{{OddBills.Card}}"}"""),
                    Some.Time
                ),
                default
            );
        var day = KoreanDay.Of(Some.Time);
        await bed.Get<ExpectedBills>().RegisterAsync([new ExpectedBill("a", 50_000, day, OddBills.Unknown, null, day)], default);
    }
}
