using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.LocalHost;
using PaySsam.Tests.Simulator;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Operator;

/// <summary>A LocalHost whose storage can be stopped, and a browser that opens its page.</summary>
public sealed class PageBed : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly string Package = Path.Combine(Repository.Root, "tests", "PaySsam.Tests", "browser");

    private readonly TemporaryFolder _folder = new();
    private RestartableAzurite? _azurite;
    private ProductProcess? _host;
    private ServeBed? _paySsam;
    private Process? _browser;

    public HttpClient Http => _host!.Http;

    /// <summary>Pushes nothing, and answers.</summary>
    internal ServeBed PaySsam => _paySsam!;

    internal RestartableAzurite Azurite => _azurite!;

    public async ValueTask InitializeAsync()
    {
        if (Chromium.Program is null)
            return;
        _azurite = await RestartableAzurite.StartAsync(_folder.Path);
        _paySsam = await ServeBed.StartAsync(new("http://127.0.0.1:9/"), "--lose", "1");
        await StartAsync();
        await InstallAsync();
    }

    /// <summary>Starts the host again, with a further key.</summary>
    internal async Task RestartAsync(string key)
    {
        await _host!.DisposeAsync();
        await StartAsync(key);
    }

    private async Task StartAsync(string? key = null) =>
        _host = await ProductProcess.StartAsync(
            Product.LocalHost,
            new Dictionary<string, string?>
            {
                ["PaySsamStorage"] = _azurite!.ConnectionString,
                ["PaySsam__ApiKeys__0"] = Some.ApiKey,
                ["PaySsam__ApiKeys__1"] = key,
                ["PaySsam__UrlTokens__0"] = Some.UrlToken,
                ["PaySsam__Api__BaseUrl"] = $"{_paySsam!.Address}",
                ["PaySsam__Api__Version"] = "v1",
                ["PaySsam__Api__Key"] = Some.ApiKey,
                ["PaySsam__Api__PerSecond"] = "100",
            }
        );

    /// <summary>What drives the browser, where npm is there.</summary>
    internal static async Task InstallAsync()
    {
        if (Npm is not null && !Directory.Exists(Path.Combine(Package, "node_modules")))
            await RunAsync(Npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund");
    }

    /// <summary>Plays a scenario of <c>browser/scenarios.mjs</c>; fails with what it printed.</summary>
    public async Task PlayAsync(string scenario, JsonObject? given = null)
    {
        SkipWithoutBrowser();
        given ??= [];
        given["scenario"] = scenario;
        given["url"] = Http.BaseAddress!.AbsoluteUri;
        _browser ??= Start("node", "page.mjs", Chromium.Program!);
        await _browser.StandardInput.WriteLineAsync(given.ToJsonString());
        await _browser.StandardInput.FlushAsync();
        var result = await _browser.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        Assert.Equal("ok", result ?? await _browser.StandardError.ReadToEndAsync());
    }

    public static void SkipWithoutBrowser()
    {
        Assert.SkipWhen(Chromium.Program is null, "Neither Chromium nor Chrome is to be found.");
        Assert.SkipWhen(Npm is null, "npm is not on the PATH.");
    }

    /// <summary>Keeps contents as dead letters of one problem.</summary>
    internal async Task KeepAsync(string problem, params string[] contents)
    {
        using var product = ProductHost.Build(Azurite.ConnectionString);
        foreach (var content in contents)
            await product
                .Services.GetRequiredService<DeadLetterStore>()
                .KeepAsync(
                    DeadLetter.OfCallback(DeadLetterReason.RefusedByStorage, problem, Encoding.UTF8.GetBytes(content), Some.Time),
                    default
                );
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await EndAsync(_browser);
        if (_host is not null)
            await _host.DisposeAsync();
        _paySsam?.Dispose();
        if (_azurite is not null)
            await _azurite.DisposeAsync();
        _folder.Dispose();
    }

    private static string? Npm { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "npm.cmd" : "npm"))
            .FirstOrDefault(File.Exists);

    /// <summary>Runs a program in the folder <c>browser</c>; fails with what it printed.</summary>
    internal static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        try
        {
            var errors = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
            await process.WaitForExitAsync().WaitAsync(Patience);
            Assert.True(process.ExitCode == 0, await errors);
            return output;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(string program, params string[] arguments) =>
        Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = Package,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;

    /// <summary>The browser ends with what it is told.</summary>
    private static async Task EndAsync(Process browser)
    {
        using (browser)
        {
            browser.StandardInput.Close();
            try
            {
                await browser.WaitForExitAsync().WaitAsync(Patience);
            }
            finally
            {
                if (!browser.HasExited)
                    browser.Kill(entireProcessTree: true);
            }
        }
    }
}
