using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Simulator;

/// <summary>
/// The simulator as a process of its own, and what it printed: for what only a process has, such as signals, the system's
/// language and the bytes of the output. All else runs in this process: <see cref="SimulatorRun"/>.
/// </summary>
internal sealed class SimulatorProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private SimulatorProcess(string[] arguments, string? locale, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "payssam-sim.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["LC_ALL"] = locale;
        foreach (var (name, value) in settings ?? new Dictionary<string, string?>())
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts a command against a receiver, with the tests' key.</summary>
    public static SimulatorProcess Start(string command, Uri url, params string[] arguments) =>
        new([command, "--url", $"{url}", "--key", Some.ApiKey, .. arguments], "en_US.UTF-8");

    /// <summary>Starts it with whatever arguments.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="settings">Its environment's; null takes one away.</param>
    public static SimulatorProcess Start(string[] arguments, IReadOnlyDictionary<string, string?>? settings = null) =>
        new(arguments, "en_US.UTF-8", settings);

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

    private const int SigInt = 2;

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int processId, int signal);
}
