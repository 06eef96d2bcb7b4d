using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Simulator;

/// <summary>The simulator as a process of its own, and what it printed.</summary>
internal sealed class SimulatorProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly TaskCompletionSource<string?> _firstLine = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder _text = new();
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private SimulatorProcess(string[] arguments, string? locale)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "payssam-sim.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["LC_ALL"] = locale;
        _process = Process.Start(start)!;
        _output = ReadAsync(_process.StandardOutput);
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>What lets <c>certify</c> pass on a busy machine.</summary>
    public static string[] Patient { get; } = ["--answer-within", "60", "--timeout", "60"];

    /// <summary>Starts a command against a receiver, with the tests' key.</summary>
    public static SimulatorProcess Start(string command, Uri url, params string[] arguments) =>
        new([command, "--url", $"{url}", "--key", Some.ApiKey, .. arguments], "en_US.UTF-8");

    /// <summary>Starts it with whatever arguments.</summary>
    public static SimulatorProcess Start(string[] arguments) => new(arguments, "en_US.UTF-8");

    /// <summary>Until its first line says that it listens; on another port where somebody else has just taken the first.</summary>
    public static async Task<(SimulatorProcess Simulator, int Port)> StartOnFreePortAsync(string firstLine, params string[] arguments)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort();
            var simulator = Start([.. arguments, "--port", $"{port}"]);
            if (await simulator.FirstLine is { } line)
            {
                Assert.StartsWith(firstLine, line, StringComparison.Ordinal);
                return (simulator, port);
            }

            using (simulator)
                Assert.True(attempt < 5, (await simulator.EndAsync()).Errors);
        }
    }

    public static async Task<Run> RunAsync(string command, Uri url, params string[] arguments)
    {
        using var simulator = Start(command, url, arguments);
        return await simulator.EndAsync();
    }

    /// <summary>Runs it with whatever arguments, in a locale.</summary>
    public static async Task<Run> RunAsync(string locale, params string[] arguments)
    {
        using var simulator = new SimulatorProcess(arguments, locale);
        return await simulator.EndAsync();
    }

    /// <summary>What it prints first; null where it ends without.</summary>
    public Task<string?> FirstLine => _firstLine.Task.WaitAsync(Patience);

    /// <summary>Waits until it has printed that.</summary>
    public async Task SaysAsync(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!Printed().Contains(text, StringComparison.Ordinal))
            await Task.Delay(20, patience.Token);
    }

    /// <summary>What Ctrl+C does in a terminal; not on Windows, where no process can do it to another.</summary>
    public void Interrupt() => Assert.Equal(0, Signal(_process.Id, SigInt));

    public async Task<Run> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return new(_process.ExitCode, await _output, await _errors);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>As it is printed, whatever ends its lines.</summary>
    private async Task<string> ReadAsync(StreamReader output)
    {
        var buffer = new char[4096];
        while (await output.ReadAsync(buffer) is > 0 and var length)
        {
            lock (_text)
                _text.Append(buffer, 0, length);
            if (Printed().Split('\n') is [var first, _, ..])
                _firstLine.TrySetResult(first);
        }

        _firstLine.TrySetResult(null);
        return Printed();
    }

    private string Printed()
    {
        lock (_text)
            return _text.ToString();
    }

    private const int SigInt = 2;

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int processId, int signal);
}

/// <summary>How a run of the simulator ended.</summary>
internal sealed record Run(int ExitCode, string Output, string Errors)
{
    /// <summary>What <c>certify --json</c> found of one check.</summary>
    public string[] FindingsOf(string check) =>
        [.. Checks.Single(entry => (string?)entry!["id"] == check)!["findings"]!.AsArray().Select(finding => (string)finding!["id"]!)];

    /// <summary>What <c>certify --json</c> says of each form seen in the field, of all versions.</summary>
    public string[] Field => [.. JsonNode.Parse(Output)!["field"]!.AsArray().Select(entry =>
        $"{(string)entry!["id"]!} {(string)entry["verdict"]!}")];

    public JsonArray Checks => JsonNode.Parse(Output)!["checks"]!.AsArray();
}
