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
    public void On_a_store_that_takes_one_after_the_other_they_settle_at_one(int callers)
    {
        var store = new TimedStore(TimedStore.OneAfterTheOther(Write));

        store.Run(callers, TimeSpan.FromSeconds(20));

        Assert.InRange(store.Open.Average(open => open == 1 ? 1.0 : 0), 0.9, 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(16)]
    public void On_a_store_with_many_hands_nearly_as_much_is_written_as_if_each_caller_wrote_alone(int callers)
    {
        var store = new TimedStore(TimedStore.ManyHands(new Random(Seed.Steady), median: 10));

        store.Run(callers, TimeSpan.FromSeconds(60));

        // The mean of a write is more than its median.
        Assert.InRange(store.Rate / (callers / (0.010 * Math.Exp(0.7 * 0.7 / 2))), 0.93, 1.1);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(128)]
    public void Where_callers_are_many_they_travel_in_groups_and_each_waits_little_more_than_its_write(int callers)
    {
        var store = new TimedStore(TimedStore.ManyHands(new Random(Seed.Steady), median: 10));

        store.Run(callers, TimeSpan.FromSeconds(60));

        Assert.InRange(store.Rate / (callers / (0.010 * Math.Exp(0.7 * 0.7 / 2))), 0.8, 1);
        Assert.InRange(store.Items / (double)store.Writes, callers / 16.0, callers);
    }

    [Fact]
    public void At_the_border_between_few_and_many_callers_they_do_not_go_to_and_fro()
    {
        var store = new TimedStore(TimedStore.ManyHands(new Random(Seed.Steady), median: 10));

        store.Run(26, TimeSpan.FromSeconds(60));

        Assert.InRange(store.Open.Zip(store.Open.Skip(1)).Count(pair => pair.First != pair.Second), 0, store.Open.Count / 500);
    }

    [Fact]
    public void Those_that_few_callers_needed_are_closed_once_callers_are_many()
    {
        var lanes = new Lanes(32, TimeProvider.System);

        Learn(lanes, 5000, _ => Write, waiters: 4);

        Assert.Equal(8, MostOpen(lanes, waiters: 4));
    }

    [Fact]
    public void A_store_that_changes_its_kind_is_found_out_however_long_it_was_of_the_other()
    {
        var lanes = new Lanes(4, TimeProvider.System);
        Learn(lanes, 100_000, open => Math.Max(1, open / 4) * Write, waiters: 3); // Four hands.
        Assert.InRange(lanes.Open, 2, 8);

        Learn(lanes, 20_000, open => open * Write, waiters: 3);

        Assert.InRange(lanes.Open, 1, 2);
    }

    [Fact]
    public void A_trial_for_which_callers_become_too_few_ends()
    {
        var lanes = new Lanes(1, TimeProvider.System);
        while (lanes.Open == 1)
            Learn(lanes, 1, _ => Write, waiters: 1);

        for (var write = 0; write < 1000; write++)
            lanes.Learn(Write, company: 1, waiters: 0, lanes.Round);

        Assert.Equal(1, lanes.Open);
    }

    [Fact]
    public void On_a_store_that_refuses_what_is_too_much_the_groups_grow_and_few_writes_are_refused()
    {
        var store = new TimedStore(TimedStore.ManyHands(new Random(Seed.Steady), median: 10, mostASecond: 300));

        store.Run(256, TimeSpan.FromSeconds(60));

        Assert.InRange(store.Rate, 6_000, double.MaxValue);
        Assert.InRange(store.Refused, 1, store.Writes / 50);
    }

    [Fact]
    public void After_the_store_has_asked_for_fewer_no_more_are_tried_for_a_minute()
    {
        var time = new FakeTimeProvider();
        var lanes = new Lanes(8, time);

        Refuse(lanes, 4);
        Assert.Equal(4, lanes.Open);
        Assert.Equal(4, MostOpen(lanes, waiters: 5));
        Learn(lanes, 5000, open => open * Write, waiters: 5);
        Assert.InRange(lanes.Open, 1, 2);
        Assert.Equal(4, MostOpen(lanes, waiters: 5)); // What a trial has closed it may open again.
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(8, MostOpen(lanes, waiters: 5));
    }

    [Fact]
    public void Few_refusals_change_nothing_nor_do_many_one_by_one()
    {
        var time = new FakeTimeProvider();
        var lanes = new Lanes(8, time);

        Refuse(lanes, 3);
        for (var refusal = 0; refusal < 100; refusal++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            Refuse(lanes, 1);
        }

        Assert.Equal(8, lanes.Open);
    }

    [Fact]
    public void What_began_before_the_lanes_changed_changes_nothing()
    {
        var time = new FakeTimeProvider();
        var lanes = new Lanes(8, time);
        var before = lanes.Round;
        Refuse(lanes, 4);
        time.Advance(TimeSpan.FromSeconds(2));

        for (var refusal = 0; refusal < 8; refusal++)
            lanes.Refuse(before);
        Assert.Equal(4, lanes.Open);
        Refuse(lanes, 2);
        Assert.Equal(2, lanes.Open);
    }

    private static void Refuse(Lanes lanes, int times)
    {
        for (var round = lanes.Round; times > 0; times--)
            lanes.Refuse(round);
    }

    private static void Learn(Lanes lanes, int writes, Func<int, TimeSpan> time, int waiters)
    {
        for (; writes > 0; writes--)
            lanes.Learn(time(lanes.Open), lanes.Open, waiters, lanes.Round);
    }

    /// <summary>Of many writes that all take the same, and each for so many callers that had to wait.</summary>
    private static int MostOpen(Lanes lanes, int waiters)
    {
        var most = 0;
        for (var write = 0; write < 10_000; write++)
        {
            Learn(lanes, 1, _ => Write, waiters);
            most = Math.Max(most, lanes.Open);
        }

        return most;
    }
}
