using PaySsam.Callbacks.Reconciliation;

namespace PaySsam.Tests.Callbacks.Reconciliation;

public class SweepScheduleTests
{
    [Fact]
    public void Each_day_is_swept_1_3_7_14_and_30_days_later_or_made_up_for()
    {
        var day = new DateOnly(2026, 1, 1);
        var due = Enumerable
            .Range(0, 60)
            .Select(age =>
                (
                    age,
                    After: SweepSchedule
                        .Due(day.AddDays(age))
                        .Where(due => due.Day == day)
                        .Select(due => (int?)due.DaysAfter)
                        .SingleOrDefault()
                )
            );

        Assert.Equal(
            [(0, null), (1, 1), (3, 3), (7, 7), (14, 14), (30, 30), (37, null)],
            due.Where((entry, place) => place == 0 || entry.After != due.ElementAt(place - 1).After)
        );
    }

    [Fact]
    public void The_latest_day_comes_first() =>
        Assert.Equal(new DateOnly(2026, 1, 9), SweepSchedule.Due(new DateOnly(2026, 1, 10)).First().Day);
}
