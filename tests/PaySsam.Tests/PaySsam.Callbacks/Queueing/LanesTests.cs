using Microsoft.Extensions.Time.Testing;
using PaySsam.Callbacks.Queueing;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Queueing;

/// <summary>By the group commit's own work on stores of several kinds, with a clock of their own.</summary>
public class LanesTests
{
    private static readonly TimeSpan Write = TimeSpan.FromMilliseconds(2);

    [Theory]
    [InlineData(4)]
    [InlineData(16)]
    [InlineData(64)]
    [InlineData(256)]
    public async Task On_a_store_that_takes_one_after_the_other_they_settle_at_one(int callers)
    {
        var store = TimedStore.OneAfterTheOther(Write);

        await store.RunAsync(callers, TimeSpan.FromSeconds(20));

        Assert.InRange(store.Open.Average(open => open == 1 ? 1.0 : 0), 0.9, 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(16)]
    public async Task On_a_store_with_many_hands_nearly_as_much_is_written_as_if_each_caller_wrote_alone(int callers)
    {
        var store = TimedStore.ManyHands(new Random(Seed.Value), median: 10);

        await store.RunAsync(callers, TimeSpan.FromSeconds(60));

        // The mean of a write is more than its median.
        Assert.InRange(store.Rate / (callers / (0.010 * Math.Exp(0.7 * 0.7 / 2))), 0.93, 1.1);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(128)]
    public async Task Where_callers_are_many_they_travel_in_groups_and_each_waits_little_more_than_its_write(int callers)
    {
        var store = TimedStore.ManyHands(new Random(Seed.Value), median: 10);

        await store.RunAsync(callers, TimeSpan.FromSeconds(60));

        Assert.InRange(store.Rate / (callers / (0.010 * Math.Exp(0.7 * 0.7 / 2))), 0.8, 1);
        Assert.InRange(store.Items / (double)store.Writes, callers / 16.0, callers);
    }

    [Fact]
    public void Those_that_few_callers_needed_are_closed_once_groups_are_large()
    {
        var lanes = new Lanes(32, TimeProvider.System);

        MostOpen(lanes, waiters: 4);
        Assert.Equal(8, MostOpen(lanes, waiters: 4));
    }

    [Fact]
    public async Task On_a_store_that_refuses_what_is_too_much_the_groups_grow_and_few_writes_are_refused()
    {
        var store = TimedStore.ManyHands(new Random(Seed.Value), median: 10, mostASecond: 2000);

        await store.RunAsync(256, TimeSpan.FromSeconds(60));

        Assert.InRange(store.Rate, 10_000, double.MaxValue);
        Assert.InRange((double)store.Refused / store.Writes, 0, 0.01);
    }

    [Fact]
    public void After_the_store_has_asked_for_fewer_no_more_are_tried_for_a_minute()
    {
        var time = new FakeTimeProvider();
        var lanes = new Lanes(8, time);

        lanes.Narrow(lanes.Round);
        Assert.Equal(4, lanes.Open);
        Assert.Equal(4, MostOpen(lanes, waiters: 5));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(8, MostOpen(lanes, waiters: 5));
    }

    [Fact]
    public void What_began_before_the_lanes_changed_changes_nothing()
    {
        var lanes = new Lanes(8, TimeProvider.System);
        var before = lanes.Round;
        lanes.Narrow(before);

        lanes.Narrow(before);

        Assert.Equal(4, lanes.Open);
    }

    /// <summary>Of many writes that all take the same, and each for so many callers that had to wait.</summary>
    private static int MostOpen(Lanes lanes, int waiters)
    {
        var most = 0;
        for (var write = 0; write < 10_000; write++)
        {
            lanes.Learn(Write, lanes.Open, waiters, lanes.Round);
            most = Math.Max(most, lanes.Open);
        }

        return most;
    }
}
