using PaySsam.Simulator.Storm;
using PaySsam.Simulator.Wire;

namespace PaySsam.Tests.Simulator;

/// <summary>What a storm sends, and how it counts.</summary>
public class PlanTests
{
    private static readonly Plan Plan = new(seed: 7, count: 20_000, bills: 5_000);

    [Fact]
    public void The_same_seed_sends_the_same_bytes_in_the_same_order()
    {
        var again = new Plan(7, 20_000, 5_000);

        Assert.All(
            Enumerable.Range(0, 1_000),
            index =>
            {
                var (bill, content) = Plan.At(index);
                Assert.Equal((bill, content), again.At(index));
                Assert.Equal(Plan.Callback(bill, content, "k").ToUtf8().ToArray(), again.Callback(bill, content, "k").ToUtf8().ToArray());
            }
        );
    }

    [Fact]
    public void Another_seed_sends_other_bills() => Assert.NotEqual(Plan.BillId(1), new Plan(8, 20_000, 5_000).BillId(1));

    [Fact]
    public void Every_bill_gets_its_share_and_each_of_its_contents()
    {
        var sent = Enumerable.Range(0, Plan.Count).Select(Plan.At).ToLookup(at => at.Bill, at => at.Content);

        Assert.All(
            Enumerable.Range(0, Plan.Bills),
            bill =>
            {
                Assert.Equal(4, sent[bill].Count());
                Assert.Equal(Enumerable.Range(0, Plan.Contents(bill)), sent[bill].Distinct().Order());
            }
        );
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(12, 10)]
    [InlineData(63, 10)]
    [InlineData(1_001, 77)]
    [InlineData(10_000, 3_000)]
    public void Every_bill_gets_its_share_where_the_count_is_no_multiple(int count, int bills)
    {
        var plan = new Plan(3, count, bills);
        var sent = Enumerable.Range(0, count).CountBy(index => plan.At(index).Bill).ToDictionary();

        Assert.All(Enumerable.Range(0, bills), bill => Assert.InRange(sent.GetValueOrDefault(bill), count / bills, (count / bills) + 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Half_of_a_bills_callbacks_come_far_from_its_others(int seed)
    {
        const int Count = 8_000,
            Window = 128;
        var plan = new Plan(seed, Count, Count / 4);
        var places = Enumerable.Range(0, Count).ToLookup(index => plan.At(index).Bill);

        Assert.All(
            places,
            bill =>
            {
                var home = bill.OrderBy(place => bill.Sum(other => Math.Min(Math.Abs(place - other), Window))).First();
                Assert.Equal(2, bill.Count(place => Math.Abs(place - home) >= (Count / 4) - Window));
            }
        );
    }

    [Fact]
    public void Contents_come_out_of_order_and_again_long_after()
    {
        var last = new Dictionary<int, (int Index, int Content)>();
        var (earlier, late) = (0, 0);
        for (var index = 0; index < Plan.Count; index++)
        {
            var (bill, content) = Plan.At(index);
            if (last.TryGetValue(bill, out var before))
            {
                earlier += content < before.Content ? 1 : 0;
                late += content <= before.Content && index - before.Index > 1_000 ? 1 : 0;
            }

            last[bill] = (index, content);
        }

        Assert.InRange(earlier, 1_000, Plan.Count);
        Assert.InRange(late, 1_000, Plan.Count);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(63, 10)]
    [InlineData(1_001, 77)]
    public void Any_count_over_any_bills_stays_in_range(int count, int bills)
    {
        var plan = new Plan(3, count, bills);

        Assert.All(
            Enumerable.Range(0, count),
            index =>
            {
                var (bill, content) = plan.At(index);
                Assert.InRange(bill, 0, bills - 1);
                Assert.InRange(content, 0, plan.Contents(bill) - 1);
                Assert.Equal(20, plan.BillId(bill).Length);
            }
        );
    }

    [Fact]
    public void Of_all_contents_the_cancellation_wins_and_of_two_the_later()
    {
        var states = Enumerable
            .Range(0, Plan.Bills)
            .Select(bill =>
            {
                var contents = Enumerable.Range(0, Plan.Contents(bill)).Select(content => Plan.Callback(bill, content, "")).ToList();
                var winner = contents[Plan.Winner(bill, (1 << contents.Count) - 1)];
                return (All: string.Concat(contents.Select(content => content[Callback.State])), Winner: contents.IndexOf(winner));
            })
            .Distinct()
            .Order();

        Assert.Equal([("D", 0), ("F", 0), ("FC", 1), ("FCC", 2), ("WD", 1), ("WF", 1), ("WFC", 2)], states);
    }

    [Fact]
    public void Percentiles_are_within_3_percent()
    {
        var times = new Histogram();
        for (var value = 1; value <= 10_000; value++)
            times.Add(TimeSpan.FromMilliseconds(value));

        Assert.InRange(times.Percentile(.5).TotalMilliseconds, 5_000, 5_160);
        Assert.InRange(times.Percentile(.99).TotalMilliseconds, 9_900, 10_000);
        Assert.Equal(10_000, times.Max.TotalMilliseconds);
        Assert.Equal(TimeSpan.Zero, new Histogram().Percentile(.5));
        Assert.InRange(times.CountUpTo(TimeSpan.FromMilliseconds(1_000)), 1_000, 1_032);
        Assert.Equal(10_000, times.CountUpTo(TimeSpan.FromHours(1)));
    }
}
