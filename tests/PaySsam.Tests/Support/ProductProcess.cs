using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace PaySsam.Tests.Support;

/// <summary>The product as a process of its own on a free port, and what it printed.</summary>
internal sealed partial class ProductProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ProductProcess(string[] program, IReadOnlyDictionary<string, string?> settings, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, program[0]), .. program[1..], .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var inherited in start.Environment.Keys.Where(IsSetting).ToList())
            start.Environment.Remove(inherited);
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Sends the header that LocalHost wants of every POST but the callback.</summary>
    public HttpClient Http { get; } = new() { DefaultRequestHeaders = { { "x-payssam-operator", "1" } } };

    public int Id => _process.Id;

    /// <summary>The process that answers: LocalHost itself, or the worker of the Functions.</summary>
    public Process Serving() => FindWorker() ?? Process.GetProcessById(_process.Id);

    /// <summary>Started on a storage and with the tests' key and token, telling changes, and listening.</summary>
    public static Task<ProductProcess> StartAsync(Product product, string storage, params string[] arguments) =>
        StartAsync(
            product,
            new Dictionary<string, string?>
            {
                ["PaySsamStorage"] = storage,
                ["PaySsam__ApiKeys__0"] = Some.ApiKey,
                ["PaySsam__UrlTokens__0"] = Some.UrlToken,
                ["PaySsam__Changes__Queue"] = "true",
            },
            arguments
        );

    public static async Task<ProductProcess> StartAsync(
        Product product,
        IReadOnlyDictionary<string, string?> settings,
        params string[] arguments
    ) => await StartAsync(await ProgramAsync(product), settings, arguments);

    /// <param name="program">A dll, and its first arguments.</param>
    /// <param name="settings">Its environment's.</param>
    /// <param name="arguments">The others.</param>
    public static async Task<ProductProcess> StartAsync(
        string[] program,
        IReadOnlyDictionary<string, string?> settings,
        params string[] arguments
    )
    {
        var host = new ProductProcess(program, settings, ["--urls", "http://127.0.0.1:0", .. arguments]);
        try
        {
            var exited = host._process.WaitForExitAsync();
            if (await Task.WhenAny(host._listening.Task, exited, Task.Delay(Patience)) != host._listening.Task)
                throw new InvalidOperationException($"{program[0]} did not start: {host.Output}");
            host.Http.BaseAddress = await host._listening.Task;
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs one that is meant to fail at its start.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        Product product,
        IReadOnlyDictionary<string, string?> settings,
        params string[] arguments
    ) => await RunAsync(await ProgramAsync(product), settings, arguments);

    public static async Task<(int ExitCode, string Output)> RunAsync(
        string[] program,
        IReadOnlyDictionary<string, string?> settings,
        params string[] arguments
    )
    {
        await using var host = new ProductProcess(program, settings, arguments);
        await host._process.WaitForExitAsync().WaitAsync(Patience);
        return (host._process.ExitCode, host.Output.Trim());
    }

    public async Task<int> StopAsync()
    {
        if (OperatingSystem.IsWindows())
        {
            await KillAsync(); // No signal there lets one process stop another gracefully.
            return 0;
        }

        if (Signal(_process.Id, SigTerm) != 0)
            throw new InvalidOperationException("It has ended already.");
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <summary>
    /// All of it at once: of the Functions, worker and host, as when Azure loses an instance. Not an Azurite that it
    /// started: that one saves when it ends, and a kill of it would lose what is younger than five seconds.
    /// </summary>
    public async Task KillAsync()
    {
        using var worker = FindWorker();
        worker?.Kill();
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience);
        if (worker is not null)
            await worker.WaitForExitAsync().WaitAsync(Patience);
    }

    /// <summary>Of the Functions, the worker alone; ends when the host has another one ready.</summary>
    public async Task KillWorkerAsync()
    {
        var workers = WorkerLine().Count(Output);
        using (var worker = FindWorker())
            worker?.Kill();
        for (var deadline = DateTime.UtcNow + Patience; WorkerLine().Count(Output) == workers; await Task.Delay(20))
        {
            if (DateTime.UtcNow > deadline)
                throw new TimeoutException("No other worker started.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
            await StopAsync();
        _process.Dispose();
    }

    /// <summary>The newest, unless it has ended; LocalHost has none.</summary>
    private Process? FindWorker()
    {
        try
        {
            return WorkerLine().Matches(Output) is [.., var newest]
                ? Process.GetProcessById(int.Parse(newest.Groups[1].Value, null))
                : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static async Task<string[]> ProgramAsync(Product product) =>
        product is Product.LocalHost ? ["PaySsam.LocalHost.dll"] : ["PaySsam.TestHost.dll", await PublishedApp.FolderAsync()];

    // A developer's own settings must neither reach the tests nor be reached by them.
    private static bool IsSetting(string name) =>
        name.StartsWith("PaySsam", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase)
        || name.Contains("URLS", StringComparison.OrdinalIgnoreCase)
        || name.Contains("_PORTS", StringComparison.OrdinalIgnoreCase);

    private void Read(string? line)
    {
        lock (_output)
            _output.AppendLine(line);
        if (line is not null && ListeningLine().Match(line) is { Success: true } match)
            _listening.TrySetResult(new Uri(match.Groups[1].Value));
    }

    private const int SigTerm = 15;

    [GeneratedRegex(@"^(?:LocalHost|Test host) listens at (\S+)")]
    private static partial Regex ListeningLine();

    [GeneratedRegex(@"^Worker (\d+) is ready", RegexOptions.Multiline)]
    private static partial Regex WorkerLine();

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int processId, int signal);
}
