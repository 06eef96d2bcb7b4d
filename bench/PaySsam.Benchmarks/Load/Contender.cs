using System.Diagnostics;
using PaySsam.Benchmarks.Model;

namespace PaySsam.Benchmarks.Load;

/// <summary>A receiver as a process of its own, from its start to the end of its standard input.</summary>
internal sealed class Contender : IAsyncDisposable
{
    public const string Ours = "ours",
        Naive = "a message for each",
        Express = "Express, a row for each";

    private readonly Process _process;

    private Contender(string name, Process process) => (Name, _process) = (name, process);

    /// <summary>As the tables call it.</summary>
    public string Name { get; }

    public Uri Url { get; private set; } = null!;

    /// <summary>Of the process so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>In MiB, at its highest so far.</summary>
    public double PeakMemory
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64 / 1024.0 / 1024;
        }
    }

    public static Task<Contender> StartOursAsync(string storage) => StartAsync(Ours, storage, Environment.ProcessPath!, "serve", "ours");

    public static Task<Contender> StartNaiveAsync(string storage) => StartAsync(Naive, storage, Environment.ProcessPath!, "serve", "naive");

    public static Task<Contender> StartExpressAsync(string storage) =>
        StartAsync(Express, storage, "node", Path.Combine(Load.Express.Folder, "server.js"));

    /// <summary>What takes from the queue what ours put there.</summary>
    public static Task<Contender> StartDrainAsync(string storage) =>
        StartAsync("the drain", storage, Environment.ProcessPath!, "serve", "drain");

    public static Task<Contender> StartModelAsync(ModelSettings settings) =>
        StartAsync("the model", "", Environment.ProcessPath!, ["serve", "model", .. settings.Arguments]);

    private static async Task<Contender> StartAsync(string name, string storage, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["PaySsamStorage"] = storage;
        start.Environment["DOTNET_TieredPGO"] = "0"; // As the product is published.
        start.Environment["NODE_ENV"] = "production";
        start.Environment["PaySsam__ApiKeys__0"] = LoadGenerator.ApiKey;
        var contender = new Contender(name, Process.Start(start)!);
        var line = await contender._process.StandardOutput.ReadLineAsync();
        contender.Url = new Uri(line?.Split(' ')[^1] ?? throw new InvalidOperationException($"{name} did not start."));
        return contender;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
