using System.Diagnostics;

namespace PaySsam.Benchmarks.Load;

/// <summary>Receiving and storing at the same time, for so long until all is stored that was acknowledged.</summary>
internal static class WholeWay
{
    // Three runtimes compile what is hot, on two cores.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    /// <param name="Acknowledged">A second.</param>
    /// <param name="Stored">A second: those acknowledged, until the last of them is stored.</param>
    /// <param name="OperationsEach">Requests to storage for each callback.</param>
    /// <param name="Lost">Acknowledged, and not in the table.</param>
    public sealed record Result(double Acknowledged, double Stored, double OperationsEach, int Lost);

    public static async Task<Result> OursAsync(Store store, int callers, TimeSpan duration)
    {
        await using var ours = await Contender.StartOursAsync(store.Storage);
        await using var drain = await Contender.StartDrainAsync(store.Storage);
        await LoadGenerator.RunAsync(ours.Url, callers, WarmUp, 0);
        await Drain.UntilEmptyAsync(store.Storage);

        var operations = await store.OperationsAsync();
        var started = Stopwatch.GetTimestamp();
        var load = await LoadGenerator.RunAsync(ours.Url, callers, duration, LoadBenchmark.BillsApart);
        var looks = await Drain.UntilEmptyAsync(store.Storage);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        operations = await store.OperationsAsync() - operations - looks;

        var stored = await Drain.StoredAsync(store.Storage);
        return new Result(
            load.Rate,
            load.Acknowledged / seconds,
            (double)operations / load.Acknowledged,
            load.Bills.Count(bill => !stored.Contains(bill))
        );
    }

    public static async Task<Result> ExpressAsync(Store store, int callers, TimeSpan duration)
    {
        await using var express = await Contender.StartExpressAsync(store.Storage);
        await LoadGenerator.RunAsync(express.Url, callers, WarmUp, 0);
        var operations = await store.OperationsAsync();
        var load = await LoadGenerator.RunAsync(express.Url, callers, duration, LoadBenchmark.BillsApart);
        return new Result(load.Rate, load.Rate, (double)(await store.OperationsAsync() - operations) / load.Acknowledged, 0);
    }
}
