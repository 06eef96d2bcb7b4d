namespace PaySsam.Benchmarks.Load;

/// <summary>Three receivers side by side on one Azurite, in turn, a fresh one for each round; then the way to the table.</summary>
internal static class LoadBenchmark
{
    public static readonly int[] Callers = [1, 16, 64, 128];

    // The best of 4, 8, 24 and 64.
    private const int BareWorkers = 24;
    private const int BareCallbacks = 1500;
    public const long BillsApart = 10_000_000;
    private const int Turns = 3;

    // Under load, until the runtimes have compiled what is hot.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(int rounds, TimeSpan duration)
    {
        await Express.InstallAsync();
        var results = new Results();
        for (var round = 1; round <= rounds; round++)
        {
            Console.WriteLine($"Round {round} of {rounds}");
            await RunRoundAsync(results, round, duration);
            await RunDrainsAsync(results, round, duration);
            await RunWholeWayAsync(results, round, duration);
        }

        Report.Write(results);
        return results.Lost == 0 ? 0 : 1;
    }

    private static async Task RunRoundAsync(Results results, int round, TimeSpan duration)
    {
        await using var azurite = await AzuriteStore.StartAsync();
        var contenders = new[]
        {
            await Contender.StartOursAsync(azurite.Storage),
            await Contender.StartNaiveAsync(azurite.Storage),
            await Contender.StartExpressAsync(azurite.Storage),
        };
        var bill = 0L;
        var earlierLoads = results.Loads.Count;
        foreach (var contender in contenders)
            await LoadGenerator.RunAsync(contender.Url, 64, WarmUp, bill += BillsApart);

        foreach (var callers in Callers)
        {
            for (var turn = round; turn < round + Turns; turn++)
            {
                foreach (var contender in contenders.Skip(turn % 3).Concat(contenders.Take(turn % 3)))
                {
                    var (operations, processor) = (await azurite.OperationsAsync(), contender.ProcessorTime);
                    var load = await LoadGenerator.RunAsync(contender.Url, callers, duration, bill += BillsApart);
                    processor = contender.ProcessorTime - processor;
                    results.Loads.Add(new(contender.Name, callers, load, processor, await azurite.OperationsAsync() - operations));
                }
            }
        }

        foreach (var contender in contenders)
            await contender.DisposeAsync();
        results.LookFor(results.Loads.Skip(earlierLoads), await Drain.OnQueueAsync(azurite.Storage));
    }

    /// <summary>Each on an Azurite of its own: what 64 callers left on the queue, and the bare loop.</summary>
    private static async Task RunDrainsAsync(Results results, int round, TimeSpan duration)
    {
        double? bare = round % 2 == 0 ? await RunBareAsync() : null;
        await using var azurite = await AzuriteStore.StartAsync();
        await using var ours = await Contender.StartOursAsync(azurite.Storage);
        var load = await LoadGenerator.RunAsync(ours.Url, 64, 2 * duration, 0);
        var (seconds, stored) = await Drain.OursAsync(azurite.Storage, Drain.HostJson);
        var operations = await azurite.OperationsAsync();
        bare ??= await RunBareAsync();
        results.Drains.Add(
            new(
                load.Acknowledged,
                load.Bills.Count(bill => !stored.Contains(bill)),
                stored.Count / seconds,
                bare.Value,
                (double)operations / load.Acknowledged
            )
        );
    }

    /// <summary>Each on an Azurite of its own.</summary>
    private static async Task RunWholeWayAsync(Results results, int round, TimeSpan duration)
    {
        WholeWay.Result? express = round % 2 == 0 ? await ExpressAsync() : null;
        await using var azurite = await AzuriteStore.StartAsync();
        var ours = await WholeWay.OursAsync(azurite, 64, 3 * duration);
        results.Whole.Add((ours, express ?? await ExpressAsync()));

        async Task<WholeWay.Result> ExpressAsync()
        {
            await using var azurite = await AzuriteStore.StartAsync();
            return await WholeWay.ExpressAsync(azurite, 64, 3 * duration);
        }
    }

    private static async Task<double> RunBareAsync()
    {
        await using var azurite = await AzuriteStore.StartAsync();
        return BareCallbacks / await Drain.BareAsync(azurite.Storage, BareCallbacks, BareWorkers);
    }
}
