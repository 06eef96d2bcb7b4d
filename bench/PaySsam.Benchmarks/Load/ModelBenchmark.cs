using System.Globalization;
using PaySsam.Benchmarks.Model;

namespace PaySsam.Benchmarks.Load;

/// <summary>The receivers side by side on the model of Azure Storage, the way to the table, and one account beside two.</summary>
internal static class ModelBenchmark
{
    private static readonly int[] Callers = [1, 4, 16, 64, 128, 256];

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    // To another number of callers.
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);

    // So low that not this machine is the limit.
    private static readonly ModelSettings Narrow = new(Share: 0.02);
    private static readonly TimeSpan NarrowTurn = TimeSpan.FromSeconds(30);

    // So low that clients have to wait for it.
    private static readonly ModelSettings Throttled = new(Share: 0.01);
    private const int ThrottledCallers = 256;
    private static readonly TimeSpan ThrottledTurn = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(int rounds, TimeSpan duration)
    {
        await Express.InstallAsync();
        var (results, throttled, accounts) = (
            new Results(),
            new List<(Results.Load Ours, Results.Load Naive)>(),
            new List<(double One, double Two)>()
        );
        for (var round = 1; round <= rounds; round++)
        {
            Console.WriteLine($"Round {round} of {rounds}");
            await RunReceiversAsync(results, round, duration);
            WholeWay.Result? express = round % 2 == 0 ? await WholeAsync(WholeWay.ExpressAsync, 3 * duration) : null;
            results.Whole.Add(
                (await WholeAsync(WholeWay.OursAsync, 3 * duration), express ?? await WholeAsync(WholeWay.ExpressAsync, 3 * duration))
            );
            throttled.Add(
                (await ThrottleAsync(results, Contender.StartOursAsync), await ThrottleAsync(results, Contender.StartNaiveAsync))
            );
            accounts.Add((await StoreAsync(callers: 64), (await Task.WhenAll(StoreAsync(callers: 32), StoreAsync(callers: 32))).Sum()));
        }

        Document.Replace("model", Table(results, throttled, accounts));
        return results.Lost == 0 ? 0 : 1;
    }

    private static async Task RunReceiversAsync(Results results, int round, TimeSpan duration)
    {
        await using var store = await ModelStore.StartAsync(new());
        var contenders = new[]
        {
            await Contender.StartOursAsync(store.Storage),
            await Contender.StartNaiveAsync(store.Storage),
            await Contender.StartExpressAsync(store.Storage),
        };
        var bill = 0L;
        foreach (var contender in contenders)
            await LoadGenerator.RunAsync(contender.Url, 64, WarmUp, bill += LoadBenchmark.BillsApart);
        foreach (var callers in Callers)
        {
            foreach (var contender in contenders.Skip(round % 3).Concat(contenders.Take(round % 3)))
            {
                await LoadGenerator.RunAsync(contender.Url, callers, Settle, bill += LoadBenchmark.BillsApart);
                var (operations, processor) = (await store.OperationsAsync(), contender.ProcessorTime);
                var load = await LoadGenerator.RunAsync(contender.Url, callers, duration, bill += LoadBenchmark.BillsApart);
                processor = contender.ProcessorTime - processor;
                results.Loads.Add(new(contender.Name, callers, load, processor, await store.OperationsAsync() - operations));
            }
        }

        foreach (var contender in contenders)
            await contender.DisposeAsync();
        await store.LiftLimitsAsync();
        results.LookFor(results.Loads.TakeLast(Callers.Length * contenders.Length), await Drain.OnQueueAsync(store.Storage));
    }

    private static async Task<WholeWay.Result> WholeAsync(Func<Store, int, TimeSpan, Task<WholeWay.Result>> way, TimeSpan duration)
    {
        await using var store = await ModelStore.StartAsync(new());
        return await way(store, 64, duration);
    }

    /// <summary>On an account of which more is asked than its limit.</summary>
    private static async Task<Results.Load> ThrottleAsync(Results results, Func<string, Task<Contender>> start)
    {
        await using var store = await ModelStore.StartAsync(Throttled);
        await using var receiver = await start(store.Storage);
        var load = await LoadGenerator.RunAsync(receiver.Url, ThrottledCallers, ThrottledTurn, 0);
        var turn = new Results.Load(receiver.Name, ThrottledCallers, load, receiver.ProcessorTime, await store.OperationsAsync());
        await store.LiftLimitsAsync();
        if (turn.Name == Contender.Ours)
            results.LookFor([turn], await Drain.OnQueueAsync(store.Storage));
        return turn;
    }

    /// <summary>How many bills an account of low limits stores, a second.</summary>
    private static async Task<double> StoreAsync(int callers)
    {
        await using var store = await ModelStore.StartAsync(Narrow);
        await using (var ours = await Contender.StartOursAsync(store.Storage))
        await using (await Contender.StartDrainAsync(store.Storage))
            await LoadGenerator.RunAsync(ours.Url, callers, NarrowTurn, 0);
        await store.LiftLimitsAsync();
        return (await Drain.StoredAsync(store.Storage)).Count / NarrowTurn.TotalSeconds;
    }

    private static string Table(
        Results results,
        List<(Results.Load Ours, Results.Load Naive)> throttled,
        List<(double One, double Two)> accounts
    )
    {
        var targets = new Targets();
        foreach (var callers in Callers)
        {
            var limited = results.Median(Contender.Naive, callers, load => load.OperationsEach) > 1.02; // It has to ask again.
            targets.AtLeast(
                $"rate at {callers}, ours / a message for each{(limited ? ", which is throttled" : "")}",
                limited ? 5
                    : callers < 64 ? 0.97
                    : 1,
                Naive(callers, load => load.Result.Rate)
            );
            if (callers < 64)
                targets.AtMost($"p50 at {callers}, ours / a message for each", 1.05, Naive(callers, load => load.Result.P50));
        }

        var ofAll = results.Loads.Concat(throttled.SelectMany(pair => new[] { pair.Ours, pair.Naive })).ToLookup(load => load.Name);
        targets.AtMost(
            $"refused to callers of ours, of all turns, beside {Refused(Contender.Naive)} by a message for each",
            0.1 * Refused(Contender.Naive),
            Refused(Contender.Ours)
        );
        var late = Results.Median(throttled.Select(pair => LateOfThousand(pair.Naive)));
        targets.AtMost(
            string.Create(
                CultureInfo.InvariantCulture,
                $"refused or answered after more than 5 s, of a thousand by {ThrottledCallers} callers "
                    + $"with {Throttled.Share:0%} of an account's limit, beside {late:0.#}"
            ),
            0.1 * late,
            Results.Median(throttled.Select(pair => LateOfThousand(pair.Ours)))
        );
        targets.AtLeast(
            "receiving and storing at once, 64 callers: stored a second, ours / Express",
            2,
            results.WholeRatio(way => way.Stored)
        );
        targets.AtMost(
            "the same: storage operations of a callback",
            2,
            Results.Median(results.Whole.Select(whole => whole.Ours.OperationsEach))
        );
        targets.AtMost("acknowledged by ours, and neither queued nor stored", 0, results.Lost);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {Report.Loads(results, Callers)}
            {targets}
            Receiving and storing at once, 64 callers: acknowledged a second, ours / Express: {results.WholeRatio(way =>
                way.Acknowledged
            ):0.00}
            Stored a second, two accounts / one, with {Narrow.Share:0%} of the published limit of an account: {Results.Median(
                accounts.Select(pair => pair.Two / pair.One)
            ):0.00}

            """
        );

        double Naive(int callers, Func<Results.Load, double> figure) => results.Ratio(Contender.Ours, Contender.Naive, callers, figure);

        int Refused(string name) => ofAll[name].Sum(load => load.Result.Failed);

        static double LateOfThousand(Results.Load load) => 1000.0 * load.Result.NotInTime / (load.Result.Failed + load.Result.Acknowledged);
    }
}
