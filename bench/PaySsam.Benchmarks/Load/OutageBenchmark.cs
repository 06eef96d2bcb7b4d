using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace PaySsam.Benchmarks.Load;

/// <summary>
/// Storage was away, and PaySsam repeats every hour what was not acknowledged: all that wait come at once. By a simulated
/// clock: when a wave is answered and what it brought is stored, the next hour begins. Ours beside Express, each on a model of its own.
/// </summary>
internal static class OutageBenchmark
{
    // Of an instance: httpConcurrency in infra/.
    private const int Callers = 100;

    // Of the waiting, those that come while storage is still away.
    private const int WhileAway = 2000;

    public static async Task<int> RunAsync(int bills)
    {
        await Express.InstallAsync();
        var ours = await RunAsync(Contender.StartOursAsync, bills, drains: true);
        var express = await RunAsync(Contender.StartExpressAsync, bills, drains: false);
        var text = new StringBuilder("| | ours | Express |\n|---|---|---|\n");
        Row("acknowledged while storage was away", ours.WhileAway, express.WhileAway);
        Row("hourly waves until all were acknowledged", ours.Waves, express.Waves);
        Row("time until all were acknowledged, Express = 1", ours.Acknowledged / express.Acknowledged, 1);
        Row("time until all were stored, Express = 1", ours.Stored / express.Stored, 1);
        Row("most messages on the queue at once, for each thousand bills", ours.Peak * 1000.0 / bills, 0);
        Row("storage operations for each bill", ours.OperationsEach, express.OperationsEach);
        Row("acknowledged, and not stored", ours.Lost, 0);
        Document.Replace("outage", text.ToString());
        return ours.Lost;

        void Row(string figure, double one, double other) =>
            text.Append(CultureInfo.InvariantCulture, $"| {figure} | {one:0.##} | {other:0.##} |\n");
    }

    private static async Task<Result> RunAsync(Func<string, Task<Contender>> start, int bills, bool drains)
    {
        await using var store = await ModelStore.StartAsync(new());
        await using var receiver = await start(store.Storage);
        await using var drain = drains ? await Contender.StartDrainAsync(store.Storage) : null;
        await LoadGenerator.RunAsync(receiver.Url, 1, TimeSpan.FromSeconds(1), 2 * LoadBenchmark.BillsApart); // Creates what is missing.
        var waiting = Enumerable.Range(1, bills).Select(number => (long)number).ToHashSet();

        await store.BeAwayAsync(true);
        var whileAway = await LoadGenerator.RunAsync(receiver.Url, Callers, [.. waiting.Take(WhileAway)]);
        waiting.ExceptWith(whileAway.Bills);
        await store.BeAwayAsync(false);

        var (waves, acknowledged, stored, operations) = (0, 0.0, 0.0, await store.OperationsAsync());
        using var over = new CancellationTokenSource();
        var peak = drains ? PeakAsync(store.Storage, over.Token) : Task.FromResult(0);
        for (; waiting.Count > 0; waves++)
        {
            var started = Stopwatch.GetTimestamp();
            waiting.ExceptWith((await LoadGenerator.RunAsync(receiver.Url, Callers, [.. waiting])).Bills);
            acknowledged = (3600 * waves) + Stopwatch.GetElapsedTime(started).TotalSeconds;
            if (drains)
                await Drain.UntilEmptyAsync(store.Storage);
            stored = (3600 * waves) + Stopwatch.GetElapsedTime(started).TotalSeconds;
        }

        operations = await store.OperationsAsync() - operations;
        await over.CancelAsync();

        var kept = drains ? await Drain.StoredAsync(store.Storage) : [];
        var lost = drains ? Enumerable.Range(1, bills).Count(bill => !kept.Contains(bill)) : 0;
        return new Result(whileAway.Acknowledged, waves, acknowledged, stored, await peak, (double)operations / bills, lost);
    }

    private static async Task<int> PeakAsync(string storage, CancellationToken over)
    {
        var (queue, peak) = (Drain.Queue(storage), 0);
        while (!over.IsCancellationRequested)
        {
            peak = Math.Max(peak, await Drain.CountAsync(queue));
            await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None);
        }

        return peak;
    }

    /// <param name="WhileAway">Acknowledged then.</param>
    /// <param name="Waves">Until all were acknowledged.</param>
    /// <param name="Acknowledged">Seconds until then, from when storage came back.</param>
    /// <param name="Stored">Seconds until all were stored.</param>
    /// <param name="Peak">Messages.</param>
    /// <param name="OperationsEach">For each bill.</param>
    /// <param name="Lost">Bills that the table does not hold.</param>
    private sealed record Result(int WhileAway, int Waves, double Acknowledged, double Stored, int Peak, double OperationsEach, int Lost);
}
