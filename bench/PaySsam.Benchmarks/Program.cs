using BenchmarkDotNet.Running;
using PaySsam.Benchmarks;
using PaySsam.Benchmarks.Load;
using PaySsam.Benchmarks.Receivers;

switch (args)
{
    case ["micro", .. var options]:
        BenchmarkSwitcher.FromTypes([typeof(CallbackBenchmarks)]).Run(["--filter", "*", "--inProcess", .. options]);
        return 0;
    case ["load"]:
        return await LoadBenchmark.RunAsync(rounds: 12, TimeSpan.FromSeconds(1));
    case ["load", var rounds, var seconds]:
        return await LoadBenchmark.RunAsync(int.Parse(rounds), TimeSpan.FromSeconds(double.Parse(seconds)));
    case ["sweep"]:
        await ConcurrencySweep.RunAsync(rounds: 3, TimeSpan.FromSeconds(3));
        return 0;
    case ["start", .. var apps]:
        await StartBenchmark.RunAsync(rounds: 9, apps);
        return 0;
    case ["followers", var rounds]:
        return await FollowersBenchmark.RunAsync(int.Parse(rounds));
    case ["serve", "ours"]: // A contender, as a process of its own.
        await Ours.RunAsync();
        return 0;
    case ["serve", "naive"]:
        await Naive.RunAsync();
        return 0;
    default:
        Console.Error.WriteLine("""
            micro [BenchmarkDotNet's options]   time and allocations of parse, id, merge, encode, decode
            load [rounds seconds]               receivers side by side on one Azurite (12 rounds, 1 s for a turn)
            start [other published apps ...]    the published app beside an empty one, under the test host
            followers rounds                    what the journal and the change events cost
            sweep                               ours at more and more callers, and the drain at larger and larger batches
            """);
        return 1;
}
