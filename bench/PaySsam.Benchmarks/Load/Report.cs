using System.Globalization;
using System.Text;

namespace PaySsam.Benchmarks.Load;

/// <summary>The tables, printed and put into docs/performance.md, and the chart beside it.</summary>
internal static class Report
{
    private static readonly string[] Names = [Contender.Ours, Contender.Naive, Contender.Express];

    public static void Write(Results results)
    {
        Document.Replace("load", Tables(results));
        Document.Draw(Chart.Draw(results, Names));
    }

    /// <summary>Rate, p50, p99 and processor time beside a message for each; storage operations as they are.</summary>
    public static string Loads(Results results, int[] callersOfRuns)
    {
        var text = new StringBuilder(
            "| callers | receiver | rate | p50 | p99 | processor | storage operations |\n|---|---|---|---|---|---|---|\n"
        );
        foreach (var callers in callersOfRuns)
        {
            foreach (var name in Names)
            {
                double Of(Func<Results.Load, double> figure) => results.Ratio(name, Contender.Naive, callers, figure);
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"| {callers} | {name} | {Of(load => load.Result.Rate):0.00} | {Of(load => load.Result.P50):0.00} | "
                        + $"{Of(load => load.Result.P99):0.00} | {Of(load => load.ProcessorMicrosecondsEach):0.00} | "
                        + $"{results.Median(name, callers, load => load.OperationsEach):0.00} |\n"
                );
            }
        }

        return text.ToString();
    }

    private static string Tables(Results results)
    {
        var targets = new Targets();
        targets.AtLeast(
            "rate at 64 callers, ours / a message for each",
            5,
            results.Ratio(Contender.Ours, Contender.Naive, 64, load => load.Result.Rate)
        );
        targets.AtMost(
            "p99 at 64 callers, ours / a message for each",
            0.2,
            results.Ratio(Contender.Ours, Contender.Naive, 64, load => load.Result.P99)
        );
        targets.AtMost(
            "p50 at 1 caller, ours / a message for each",
            1.05,
            results.Ratio(Contender.Ours, Contender.Naive, 1, load => load.Result.P50)
        );
        targets.AtLeast(
            "rate at 64 callers, ours / Express",
            10,
            results.Ratio(Contender.Ours, Contender.Express, 64, load => load.Result.Rate)
        );
        targets.AtMost(
            "storage operations of a callback, from request to table, 64 callers",
            1.2,
            Results.Median(results.Drains.Select(drain => drain.OperationsEach))
        );
        targets.AtLeast("drain rate, ours / bare loop", 3, Results.Median(results.Drains.Select(drain => drain.OursRate / drain.BareRate)));
        targets.AtLeast(
            "receiving and storing at once, 64 callers: stored a second, ours / Express",
            1,
            results.WholeRatio(way => way.Stored)
        );
        targets.AtMost(
            "the same: storage operations of a callback",
            1.2,
            Results.Median(results.Whole.Select(whole => whole.Ours.OperationsEach))
        );
        var acknowledged = results.Loads.Where(load => load.Name == Contender.Ours).Sum(load => load.Result.Acknowledged);
        targets.AtMost($"acknowledged by ours in the turns, of {acknowledged}, but not on the queue", 0, results.NotQueued);
        targets.AtMost(
            $"acknowledged before the drains, of {results.Drains.Sum(drain => drain.Acknowledged)}, but not stored",
            0,
            results.Drains.Sum(drain => drain.Lost)
        );
        targets.AtMost(
            $"not acknowledged by any in the turns, beside {results.Loads.Sum(load => load.Result.Acknowledged)} that were",
            0,
            results.Loads.Sum(load => load.Result.Failed)
        );
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {Loads(results, LoadBenchmark.Callers)}
            {targets}
            Receiving and storing at once, 64 callers: acknowledged a second, ours / Express: {results.WholeRatio(way =>
                way.Acknowledged
            ):0.00}
            Stored a second, our drain / Express with 64 callers: {Results.Median(results.Drains.Select(drain => drain.OursRate))
                / results.Median(Contender.Express, 64, load => load.Result.Rate):0.00}

            """
        );
    }
}
