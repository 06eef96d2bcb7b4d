using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;
using Spectre.Console;

namespace PaySsam.Simulator.Storm;

/// <summary>What a storm shows while it lasts and at its end.</summary>
internal sealed class StormSummary(IAnsiConsole console, Secrets secrets, Tally tally)
{
    private const int BarWidth = 80;
    private static readonly double[] Shares = [.5, .9, .99, .999];
    private static readonly double[] Limits = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 60_000, 3_600_000];

    /// <summary>The rate and the latency so far, in one line.</summary>
    public string Figures(TimeSpan elapsed) =>
        $"{tally.Ended / elapsed.TotalSeconds:0}/s  p50 {Show(tally.Times.Percentile(.5))}  p99 {Show(tally.Times.Percentile(.99))}";

    public void Write(TimeSpan elapsed)
    {
        Screen.Line(Texts.StormSent(tally.Ended, elapsed, tally.Ended / elapsed.TotalSeconds));
        Screen.Line(Texts.StormAcknowledged(tally.Acknowledged));
        foreach (var (text, count) in tally.Kinds)
            Screen.Line($"  {count:#,0} × {secrets.Hide(text)}");
        var times = tally.Times;
        var percentiles = Shares.Select(share => $"p{share * 100:0.#} {Show(times.Percentile(share))}").Append($"max {Show(times.Max)}");
        Screen.Line(Texts.StormTimes(string.Join("  ", percentiles)));
        WriteBars(times);
    }

    public void Write(ReadBackTotals totals)
    {
        Screen.Line(Texts.ReadBack(totals.Acknowledged, totals.Stored, totals.Wrong, totals.Missing));
        var faults = new[]
        {
            (totals.Missing, Texts.FaultMissing),
            (totals.Wrong, Texts.FaultWrong),
            (totals.Doubled, Texts.FaultDoubled),
            (totals.Unread, Texts.FaultUnread),
        };
        foreach (var (count, text) in faults.Where(fault => fault.Item1 > 0))
            console.MarkupLineInterpolated($"  [red]{count:#,0} × {text}[/]");
        foreach (var (text, count) in totals.Reasons)
            Screen.Line($"  {count:#,0} × {text}");
    }

    private void WriteBars(Histogram times)
    {
        var bars = new BarChart().Width(BarWidth).LeftAlignLabel();
        var before = 0L;
        foreach (var limit in Limits)
        {
            var upTo = times.CountUpTo(TimeSpan.FromMilliseconds(limit));
            if (upTo > before)
                bars.AddItem($"≤ {limit:#,0} ms", upTo - before, Color.Blue);
            before = upTo;
        }

        if (before > 0)
            console.Write(bars);
    }

    private static string Show(TimeSpan time) => $"{time.TotalMilliseconds:0.0} ms";
}
