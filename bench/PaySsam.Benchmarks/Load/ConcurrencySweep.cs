using System.Globalization;
using System.Text;

namespace PaySsam.Benchmarks.Load;

/// <summary>What the app's HTTP concurrency and host.json's queue settings are set by: ours alone, at one value after the other.</summary>
internal static class ConcurrencySweep
{
    private static readonly int[] Callers = [1, 16, 64, 100, 200];
    private static readonly (int BatchSize, int NewBatchThreshold)[] Batches = [(1, 0), (4, 2), (8, 4), (16, 8), (32, 16), (32, 64)];

    public static async Task RunAsync(int rounds, TimeSpan duration)
    {
        var (loads, drains) = (
            new List<(int Callers, double Rate, double P99, double Memory)>(),
            new List<((int BatchSize, int NewBatchThreshold) Batch, double Rate)>()
        );
        for (var round = 0; round < rounds; round++)
        {
            await RunLoadsAsync(loads, duration);
            foreach (var batch in Batches)
                drains.Add((batch, await DrainAsync(batch.BatchSize, batch.NewBatchThreshold, duration)));
        }

        var text = new StringBuilder("| callers | rate | p99 | peak memory |\n|---|---|---|---|\n");
        foreach (var callers in Callers)
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {callers} | {Ratio(loads, callers, load => load.Rate):0.00} "
                    + $"| {Ratio(loads, callers, load => load.P99):0.00} | {Ratio(loads, callers, load => load.Memory):0.00} |\n"
            );
        text.Append("\n| batchSize | newBatchThreshold | drain rate |\n|---|---|---|\n");
        foreach (var batch in Batches)
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {batch.BatchSize} | {batch.NewBatchThreshold} | {Rate(batch) / Rate((16, 8)):0.00} |\n"
            );
        Document.Replace("sweep", text.ToString());

        double Rate((int, int) batch) => Results.Median(drains.Where(drain => drain.Batch == batch).Select(drain => drain.Rate));
    }

    /// <summary>To 16 callers, which is what a Flex Consumption instance of 2 GB takes unless it is told otherwise.</summary>
    private static double Ratio(
        List<(int Callers, double Rate, double P99, double Memory)> loads,
        int callers,
        Func<(int Callers, double Rate, double P99, double Memory), double> figure
    ) =>
        Results.Median(loads.Where(load => load.Callers == callers).Select(figure))
        / Results.Median(loads.Where(load => load.Callers == 16).Select(figure));

    private static async Task RunLoadsAsync(List<(int Callers, double Rate, double P99, double Memory)> loads, TimeSpan duration)
    {
        await using var azurite = await AzuriteStore.StartAsync();
        var bill = 0L;
        foreach (var callers in Callers)
        {
            await using var ours = await Contender.StartOursAsync(azurite.Storage);
            await LoadGenerator.RunAsync(ours.Url, callers, duration, bill += LoadBenchmark.BillsApart);
            var load = await LoadGenerator.RunAsync(ours.Url, callers, duration, bill += LoadBenchmark.BillsApart);
            loads.Add((callers, load.Rate, load.P99, ours.PeakMemory));
        }
    }

    private static async Task<double> DrainAsync(int batchSize, int newBatchThreshold, TimeSpan duration)
    {
        await using var azurite = await AzuriteStore.StartAsync();
        await using (var ours = await Contender.StartOursAsync(azurite.Storage))
            await LoadGenerator.RunAsync(ours.Url, 64, duration / 3, 0);
        var (seconds, stored) = await Drain.OursAsync(
            azurite.Storage,
            Drain.HostJson with
            {
                BatchSize = batchSize,
                NewBatchThreshold = newBatchThreshold,
            }
        );
        return stored.Count / seconds;
    }
}
