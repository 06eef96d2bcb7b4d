using System.Text.Json.Nodes;
using PaySsam.Simulator;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Simulator;

/// <summary>A command of the simulator in this process, and what it printed; see <see cref="SimulatorProcess"/>.</summary>
internal sealed class SimulatorRun : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly CancellationTokenSource _interrupt = new();
    private readonly Printed _output = new();
    private readonly Printed _errors = new();
    private readonly Task<int> _run;

    private SimulatorRun(string[] arguments) =>
        _run = Task.Run(() =>
        {
            Screen.Redirect(_output, _errors);
            return Application.RunAsync(
                arguments,
                "en",
                new()
                {
                    Output = _output,
                    Error = _errors,
                    ProcessTerminationTimeout = null,
                },
                _interrupt.Token
            );
        });

    /// <summary>What lets <c>certify</c> pass on a busy machine.</summary>
    public static string[] Patient { get; } = ["--answer-within", "60", "--timeout", "60"];

    /// <summary>Starts it with whatever arguments.</summary>
    public static SimulatorRun Start(string[] arguments) => new(arguments);

    /// <summary>Until its first line says that it listens; on another port if the first has just been taken.</summary>
    public static async Task<(SimulatorRun Simulator, int Port)> StartOnFreePortAsync(string firstLine, params string[] arguments)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePorts.Next();
            var simulator = Start([.. arguments, "--port", $"{port}"]);
            if (await simulator.FirstLineAsync() is { } line)
            {
                Assert.StartsWith(firstLine, line, StringComparison.Ordinal);
                return (simulator, port);
            }

            using (simulator)
                Assert.True(attempt < 5, (await simulator.EndAsync()).Errors);
        }
    }

    /// <summary>Runs a command against a receiver, with the tests' key.</summary>
    public static Task<Run> RunAsync(string command, Uri url, params string[] arguments) =>
        RunAsync([command, "--url", $"{url}", "--key", Some.ApiKey, .. arguments]);

    /// <summary>Runs it with whatever arguments.</summary>
    public static async Task<Run> RunAsync(params string[] arguments)
    {
        using var simulator = Start(arguments);
        return await simulator.EndAsync();
    }

    /// <summary>Waits until it has printed that.</summary>
    public async Task SaysAsync(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!$"{_output}".Contains(text, StringComparison.Ordinal))
            await Task.Delay(20, patience.Token);
    }

    /// <summary>What Ctrl+C does to the command.</summary>
    public void Interrupt() => _interrupt.Cancel();

    public async Task<Run> EndAsync() => new(await _run.WaitAsync(Patience), $"{_output}", $"{_errors}");

    public void Dispose()
    {
        _interrupt.Cancel();
        _run.ContinueWith(_ => _interrupt.Dispose(), TaskScheduler.Default);
    }

    /// <summary>What it prints first; null if it ends without.</summary>
    private async Task<string?> FirstLineAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var hasEnded = _run.IsCompleted;
            if ($"{_output}".Split('\n') is [var first, _, ..])
                return first;
            if (hasEnded)
                return null;
            await Task.Delay(20, patience.Token);
        }
    }
}

/// <summary>How a run of the simulator ended.</summary>
internal sealed record Run(int ExitCode, string Output, string Errors)
{
    /// <summary>What <c>certify --json</c> found of one check.</summary>
    public string[] FindingsOf(string check) =>
        [.. Checks.Single(entry => (string?)entry!["id"] == check)!["findings"]!.AsArray().Select(finding => (string)finding!["id"]!)];

    /// <summary>What <c>certify --json</c> says of each form seen in the field, of all versions.</summary>
    public string[] Field =>
        [.. JsonNode.Parse(Output)!["field"]!.AsArray().Select(entry => $"{(string)entry!["id"]!} {(string)entry["verdict"]!}")];

    public JsonArray Checks => JsonNode.Parse(Output)!["checks"]!.AsArray();
}
