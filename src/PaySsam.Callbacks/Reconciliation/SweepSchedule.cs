namespace PaySsam.Callbacks.Reconciliation;

/// <summary>
/// When a day is swept: 1, 3, 7, 14 and 30 days later. A sweep that was missed is made up for until the next is due, and the last
/// for a week.
/// </summary>
internal static class SweepSchedule
{
    /// <summary>Days after which a day is swept for the last time.</summary>
    public const int Last = 30;

    internal const int OldestDay = Last + 6;
    private static readonly int[] DaysAfter = [1, 3, 7, 14, Last];

    /// <summary>What should have been swept by now, the latest day first.</summary>
    public static IEnumerable<(DateOnly Day, int DaysAfter)> Due(DateOnly today) =>
        Enumerable.Range(1, OldestDay).Select(age => (today.AddDays(-age), DaysAfter.Last(days => days <= age)));
}
