using PaySsam.Simulator.Storm;

namespace PaySsam.Simulator.Serving;

/// <summary>The bills of a month, most of them paid, computed from a seed: the same seed and day, the same bills.</summary>
internal static class Month
{
    private const double Unpaid = 0.02;
    private const double Destroyed = 0.01;
    private const int FatePart = 3;
    private const int PaidPart = 4;
    private const int CancelledPart = 5;
    private const int SecondsOfDay = 86_400;

    /// <summary>
    /// Spread evenly over so many Korean days, of which yesterday is the last; each is paid on its day, at any time of it.
    /// </summary>
    public static IEnumerable<Bill> Bills(int seed, int count, int days, DateOnly today) =>
        Enumerable
            .Range(0, count)
            .Select(place =>
            {
                var number = Chance.Of(seed, place, 0);
                var day = today.AddDays((int)((long)place * days / count) - days);
                var bill = new Bill($"SIM{seed:X8}S{place:00000000}", 10_000 + (1_000 * (long)(number % 490)), day, number);
                var fate = bill.Luck(FatePart);
                return fate < Unpaid ? bill
                    : fate < Unpaid + Destroyed ? bill with { IsDestroyed = true }
                    : bill.Pay(day.ToDateTime(TimeOnly.MinValue).AddSeconds((int)(bill.Luck(PaidPart) * SecondsOfDay)))!;
            });

    /// <summary>Cancelled later on the day it was paid, or on the next, but not in the future.</summary>
    public static Bill? Cancel(Bill paid, DateTime now) =>
        paid.PaidAt is { } at ? paid.Cancel(After(at, now, paid.Luck(CancelledPart))) : null;

    /// <summary>Later on that day or on the next, but not in the future.</summary>
    public static DateTime After(DateTime from, DateTime now, double luck)
    {
        var dayAfterNext = from.Date.AddDays(2);
        var seconds = ((now < dayAfterNext ? now : dayAfterNext) - from).TotalSeconds - 1;
        return from.AddSeconds(1 + (int)(luck * Math.Max(seconds, 0)));
    }
}
