using System.Diagnostics;
using PaySsam.LocalHost;
using PaySsam.TestHost;

namespace PaySsam.Benchmarks.Load;

/// <summary>
/// The published app beside an empty one of the same model and publish settings, each in the real worker under the test
/// host, in turn: from the start of the process to the first answered callback, then the rate at 32 callers.
/// </summary>
internal static class StartBenchmark
{
    private const int Callers = 32;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(3);

    public static async Task RunAsync(int rounds, string[] others)
    {
        string[] apps = [await PublishAsync("bench", "PaySsam.EmptyFunctions"), await PublishAsync("src", "PaySsam.Functions"), .. others];
        var results = apps.ToDictionary(app => app, _ => new List<Result>());
        await using var azurite = await AzuriteStore.StartAsync();
        Environment.SetEnvironmentVariable("PaySsamStorage", azurite.Storage);
        Environment.SetEnvironmentVariable("PaySsam__ApiKeys__0", LoadGenerator.ApiKey);
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var app in apps.Skip(round % apps.Length).Concat(apps.Take(round % apps.Length)))
            {
                var result = await RunAsync(app, (round * apps.Length) + Array.IndexOf(apps, app));
                if (round > 0) // The first fills the disk's cache.
                    results[app].Add(result);
            }
        }

        Console.WriteLine($"| app | first answer | rate at {Callers} callers | p99 | peak memory |\n|---|---|---|---|---|");
        foreach (var app in apps)
        {
            var cells = new Func<Result, double>[]
            {
                result => result.FirstAnswer,
                result => result.Load.Rate,
                result => result.Load.P99,
                result => result.Memory,
            }.Select(figure => $"{Median(results[app].Select((result, round) => figure(result) / figure(results[apps[0]][round]))):F2}");
            Console.WriteLine($"| {Path.GetFileName(app)} | {string.Join(" | ", cells)} |");
        }
    }

    private static async Task<Result> RunAsync(string app, int number)
    {
        var started = Stopwatch.GetTimestamp();
        await using var workers = new Workers(app);
        await workers.StartAsync();
        await using var front = new HttpFront(workers);
        var url = new Uri(await front.StartAsync("http://127.0.0.1:0"));
        while ((await LoadGenerator.RunAsync(url, 1, TimeSpan.Zero, number * LoadBenchmark.BillsApart)).Acknowledged == 0)
            ;
        var firstAnswer = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        await LoadGenerator.RunAsync(url, Callers, Turn, (number * LoadBenchmark.BillsApart) + 10);
        var load = await LoadGenerator.RunAsync(url, Callers, Turn, (number * LoadBenchmark.BillsApart) + (LoadBenchmark.BillsApart / 2));
        using var process = Process.GetProcessById(workers.Ready.ProcessId);
        return new Result(firstAnswer, load, process.PeakWorkingSet64);
    }

    private static async Task<string> PublishAsync(string folder, string project)
    {
        var output = Path.Combine(Repository.Root, "artifacts", "start", project);
        using var publish = Process.Start(
            "dotnet",
            ["publish", Path.Combine(Repository.Root, folder, project), "-c", "Release", "-o", output, "-v", "q"]
        );
        await publish.WaitForExitAsync();
        return publish.ExitCode == 0 ? output : throw new InvalidOperationException($"{project} could not be published.");
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private sealed record Result(double FirstAnswer, LoadGenerator.Result Load, double Memory);
}
