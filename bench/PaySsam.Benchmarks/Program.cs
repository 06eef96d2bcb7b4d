using BenchmarkDotNet.Running;
using PaySsam.Benchmarks;
using PaySsam.Benchmarks.Load;
using PaySsam.Benchmarks.Model;
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
    case ["model"]:
        return await ModelBenchmark.RunAsync(rounds: 5, TimeSpan.FromSeconds(2));
    case ["model", var rounds, var seconds]:
        return await ModelBenchmark.RunAsync(int.Parse(rounds), TimeSpan.FromSeconds(double.Parse(seconds)));
    case ["outage"]:
        return await OutageBenchmark.RunAsync(bills: 100_000);
    case ["outage", var bills]:
        return await OutageBenchmark.RunAsync(int.Parse(bills));
    case ["sweep"]:
        await ConcurrencySweep.RunAsync(rounds: 3, TimeSpan.FromSeconds(3));
        return 0;
    case ["start", .. var apps]:
        await StartBenchmark.RunAsync(rounds: 9, apps);
        return 0;
    case ["followers", var rounds]:
        return await FollowersBenchmark.RunAsync(int.Parse(rounds));
    case ["serve", "ours"]: // A contender, as a process of its own.
        await Ours.ReceiveAsync();
        return 0;
    case ["serve", "drain"]:
        await Ours.DrainAsync();
        return 0;
    case ["serve", "model", var median, var p99, var share]:
        await AzureModel.RunAsync(ModelSettings.Read(median, p99, share));
        return 0;
    case ["serve", "naive"]:
        await Naive.RunAsync();
        return 0;
    default:
        Console.Error.WriteLine(
            """
            micro [BenchmarkDotNet's options]   time and allocations of parse, id, merge, encode, decode
            load [rounds seconds]               receivers side by side on one Azurite (12 rounds, 1 s for a turn)
            model [rounds seconds]              the same on a model of Azure Storage (5 rounds, 2 s for a turn)
            outage [bills]                      all of PaySsam's repeats at once after storage was away (100,000 bills)
            start [other published apps ...]    the published app beside an empty one, under the test host
            followers rounds                    what the journal and the change events cost
            sweep                               ours at more and more callers, and the drain at larger and larger batches
            """
        );
        return 1;
}
