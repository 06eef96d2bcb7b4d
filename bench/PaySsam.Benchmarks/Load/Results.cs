namespace PaySsam.Benchmarks.Load;

/// <summary>What was measured, turn by turn.</summary>
internal sealed class Results
{
    public sealed record Load(string Name, int Callers, LoadGenerator.Result Result, TimeSpan Processor, int Operations)
    {
        public double OperationsEach => (double)Operations / Result.Acknowledged;

        public double ProcessorMicrosecondsEach => Processor.TotalMicroseconds / Result.Acknowledged;
    }

    /// <param name="Acknowledged">Callbacks.</param>
    /// <param name="Lost">Those of them that the table does not hold afterwards.</param>
    /// <param name="OursRate">Callbacks a second.</param>
    /// <param name="BareRate">Callbacks a second.</param>
    /// <param name="OperationsEach">Storage operations of a callback, from its request to the table.</param>
    public sealed record Drain(int Acknowledged, int Lost, double OursRate, double BareRate, double OperationsEach);

    public List<Load> Loads { get; } = [];

    /// <summary>Callbacks that ours acknowledged in the turns, but that the queue does not hold after their round.</summary>
    public int NotQueued { get; private set; }

    public List<Drain> Drains { get; } = [];

    /// <summary>Received and stored at the same time.</summary>
    public List<(WholeWay.Result Ours, WholeWay.Result Express)> Whole { get; } = [];

    /// <summary>Acknowledged, and neither on a queue nor in a table where it has to be.</summary>
    public int Lost => NotQueued + Drains.Sum(drain => drain.Lost) + Whole.Sum(whole => whole.Ours.Lost);

    /// <summary>Looks for what ours acknowledged in these turns among the bills that the queue holds.</summary>
    public void LookFor(IEnumerable<Load> turns, HashSet<long> queued) =>
        NotQueued += turns.Where(load => load.Name == Contender.Ours).Sum(load => load.Result.Bills.Count(bill => !queued.Contains(bill)));

    /// <summary>Ours beside Express.</summary>
    public double WholeRatio(Func<WholeWay.Result, double> figure) =>
        Median(Whole.Select(whole => figure(whole.Ours) / figure(whole.Express)));

    public double Median(string name, int callers, Func<Load, double> figure) => Median(Of(name, callers).Select(figure));

    /// <summary>The median of each turn's ratio.</summary>
    public double Ratio(string name, string other, int callers, Func<Load, double> figure) =>
        Median(Of(name, callers).Zip(Of(other, callers), (one, two) => figure(one) / figure(two)));

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private IEnumerable<Load> Of(string name, int callers) => Loads.Where(load => load.Name == name && load.Callers == callers);
}
