using System.Text;
using PaySsam.Simulator.Serving;
using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;

namespace PaySsam.Tests.Simulator;

/// <summary>The bills of a month, and when a receiver's differs.</summary>
public class ServeMonthTests
{
    private static readonly DateTime Now = new(2026, 3, 1, 0, 0, 10, 500);
    private static readonly List<Bill> Bills = [.. Month.Bills(7, 3_000, 30, DateOnly.FromDateTime(Now))];

    [Fact]
    public void The_same_seed_makes_the_same_bills_and_another_others()
    {
        Assert.Equal(Bills, Month.Bills(7, 3_000, 30, DateOnly.FromDateTime(Now)));
        Assert.Empty(
            Month.Bills(8, 3_000, 30, DateOnly.FromDateTime(Now)).Select(bill => bill.Id).Intersect(Bills.Select(bill => bill.Id))
        );
    }

    [Fact]
    public void They_are_spread_evenly_over_the_days_until_yesterday()
    {
        Assert.All(Bills.CountBy(bill => bill.Day), day => Assert.Equal(100, day.Value));
        Assert.Equal((new DateOnly(2026, 1, 30), new DateOnly(2026, 2, 28)), (Bills.Min(bill => bill.Day), Bills.Max(bill => bill.Day)));
        Assert.All(Bills.Where(bill => bill.PaidAt is not null), bill => Assert.Equal(bill.Day, DateOnly.FromDateTime(bill.PaidAt!.Value)));
        Assert.All(Bills, bill => Assert.InRange(bill.Id.Length, 1, 20));
    }

    [Fact]
    public void A_few_are_unpaid_or_destroyed()
    {
        Assert.InRange(Bills.Count(bill => bill.State is 'W'), 30, 90);
        Assert.InRange(Bills.Count(bill => bill.State is 'D'), 10, 60);
    }

    [Fact]
    public void A_share_of_all_takes_all_and_of_none_none()
    {
        Assert.All(Bills, bill => Assert.True(new Shares(1, 1).IsLost(bill) && new Shares(1, 1).IsCancelled(bill)));
        Assert.All(Bills, bill => Assert.False(new Shares(0, 0).IsLost(bill) || new Shares(0, 0).IsCancelled(bill)));
    }

    [Fact]
    public void They_are_cancelled_after_they_were_paid_but_not_in_the_future() =>
        Assert.All(
            Bills,
            bill =>
            {
                var cancelled = Month.Cancel(bill, Now);
                Assert.Equal(bill.State is 'F', cancelled is not null);
                if (cancelled is not null)
                {
                    Assert.InRange(cancelled.CancelledAt!.Value, bill.PaidAt!.Value.AddSeconds(1), Now);
                    Assert.InRange(DateOnly.FromDateTime(cancelled.CancelledAt.Value), bill.Day, bill.Day.AddDays(1));
                }
            }
        );

    [Theory]
    [InlineData('W', 404, "", null)]
    [InlineData('W', 200, "W", null)]
    [InlineData('W', 200, "F", nameof(Texts.DiffersState))]
    [InlineData('D', 404, "", nameof(Texts.DiffersMissing))]
    [InlineData('D', 200, "D", null)]
    [InlineData('D', 200, "W", nameof(Texts.DiffersState))]
    [InlineData('F', 404, "", nameof(Texts.DiffersMissing))]
    [InlineData('F', 200, "F", null)]
    [InlineData('F', 200, "F other", nameof(Texts.DiffersApproval))]
    [InlineData('F', 200, "C", nameof(Texts.DiffersState))]
    [InlineData('F', 200, "W", nameof(Texts.DiffersState))]
    public void A_bill_differs_in_what_the_receiver_says(char state, int status, string stored, string? difference)
    {
        var bill = Bills.First(candidate => candidate.State == state);
        var callback = bill.Callback("");
        callback["appr_state"] = stored.Split(' ')[0];
        if (stored.EndsWith("other", StringComparison.Ordinal))
            callback["appr_price"] = "1";
        var answer = new Answer(
            TimeSpan.Zero,
            status,
            "application/json",
            Encoding.UTF8.GetBytes($$"""{"callback":{{callback.ToJsonString()}},"history":[]}""")
        );

        Assert.Equal(
            difference is null ? null : (Phrase)typeof(Texts).GetField(difference)!.GetValue(null)!,
            Comparison.Differs(bill, answer, None)
        );
    }

    [Theory]
    [InlineData('F', 1, 0, 0, true)]
    [InlineData('F', 2, 0, 0, false)]
    [InlineData('F', 0, 0, 1, false)]
    [InlineData('C', 1, 1, 0, true)]
    [InlineData('C', 1, 0, 0, false)]
    [InlineData('C', 0, 1, 0, false)]
    [InlineData('C', 0, 1, 1, true)] // The payment was never told.
    public void A_bill_differs_where_a_sum_does(char state, int paid, int cancelled, int lost, bool isEqual)
    {
        var bill = Bills.First(candidate => candidate.State == 'F') is var one && state == 'F' ? one : one.Cancel(Now)!;
        var won = bill.AmountWon;
        var answer = new Answer(
            TimeSpan.Zero,
            200,
            "application/json",
            Encoding.UTF8.GetBytes(
                $$"""
                {"paid_won":{{paid * won}},"cancelled_won":{{cancelled * won}},"callback":{{bill.Callback("").ToJsonString()}},"history":[]}
                """
            )
        );

        Assert.Equal(isEqual ? null : Texts.DiffersWon, Comparison.Differs(bill, answer, new Shares(Lose: lost, Cancel: 0)));
    }

    [Fact]
    public void What_could_not_be_read_differs()
    {
        Assert.NotNull(Comparison.Differs(Bills[0], new(TimeSpan.Zero, 500, null, default), None));
        Assert.NotNull(Comparison.Differs(Bills[0], new(TimeSpan.Zero, 0, null, default, Failure.Refused), None));
    }

    private static Shares None { get; } = new(Lose: 0, Cancel: 0);
}
