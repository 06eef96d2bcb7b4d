using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace PaySsam.LocalHost;

/// <summary>
/// Azurite, the storage emulator, as a child process on free loopback ports. It ends with this process, even a killed
/// one; the next start on the same folder waits until it has saved everything. Each start has a key of its own: with the
/// emulator's published one, any web page in this machine's browser could sign requests.
/// </summary>
internal sealed partial class Azurite : IAsyncDisposable
{
    private const string Account = "devstoreaccount1";
    private const int KeyBytes = 64;

    private static readonly TimeSpan InstallTime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(20);

    private readonly Process _process;

    private Azurite(Process process, string connectionString)
    {
        _process = process;
        ConnectionString = connectionString;
    }

    /// <summary>Reaches its blobs, queues and tables.</summary>
    public string ConnectionString { get; }

    /// <param name="dataFolder">Where it keeps its data; made where missing.</param>
    /// <param name="told">Takes each line that it prints once it has started: one for each request. Without it, it prints none.</param>
    /// <exception cref="StartException">Node.js is missing, or Azurite could not be installed or started.</exception>
    public static async Task<Azurite> StartAsync(string dataFolder, Action<string>? told = null)
    {
        var package = Path.Combine(Repository.Root, "src", "PaySsam.LocalHost", "azurite");
        await InstallAsync(package);
        var key = NewKey();
        string[] ports = ["--blobPort", "0", "--queuePort", "0", "--tablePort", "0"];
        var process = Run("node", package, [.. Arguments(dataFolder, ports), .. told is null ? ["--silent"] : Array.Empty<string>()], key);
        try
        {
            return new Azurite(process, await ReadConnectionStringAsync(process, key, told));
        }
        catch
        {
            await StopAsync(process);
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync(_process);

    /// <summary>A random account key.</summary>
    public static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>Has an Azurite take this key in place of its published one. Not by an argument: other users could read it.</summary>
    public static void SetKey(ProcessStartInfo start, string key) => start.Environment["AZURITE_ACCOUNTS"] = $"{Account}:{key}";

    /// <summary>
    /// What node is started with. Without product-style URLs the account is never taken from a host name, which a page can choose.
    /// </summary>
    public static string[] Arguments(string dataFolder, string[] ports) =>
        ["run.mjs", Path.GetFullPath(dataFolder), .. ports, "--disableProductStyleUrl"];

    private static async Task InstallAsync(string package)
    {
        // One at a time: several programs may start in a fresh clone at once.
        await using var turn = await TakeTurnAsync(Path.Combine(package, ".install.lock"));
        var installed = new FileInfo(Path.Combine(package, "node_modules", ".package-lock.json"));
        if (installed.Exists && installed.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(package, "package-lock.json")))
            return;
        Console.WriteLine("Installing Azurite (once)…");
        string[] arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
        using var npm = Run(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", package, arguments);
        npm.StandardInput.Close();
        var output = npm.StandardOutput.ReadToEndAsync();
        var errors = await npm.StandardError.ReadToEndAsync();
        await output;
        await npm.WaitForExitAsync();
        if (npm.ExitCode != 0)
            throw new StartException($"Azurite could not be installed: {LastLine(errors)}");
    }

    private static async Task<FileStream> TakeTurnAsync(string path)
    {
        for (var deadline = DateTime.UtcNow + InstallTime; ; await Task.Delay(200))
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException fault) when (fault is not DirectoryNotFoundException && DateTime.UtcNow < deadline)
            {
                // Another program installs. Its file may be gone by now, so whether it exists says nothing.
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw new StartException($"Azurite cannot be installed: {fault.Message}");
            }
        }
    }

    private static Process Run(string program, string folder, string[] arguments, string? key = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (key is not null)
            SetKey(start, key);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new StartException(
                $"'{program}' was not found: install Node.js 20 or newer, which runs Azurite, "
                    + "or set PaySsamStorage to a storage of your own."
            );
        }
    }

    private static async Task<string> ReadConnectionStringAsync(Process process, string key, Action<string>? told)
    {
        var errors = process.StandardError.ReadToEndAsync();
        var endpoints = new List<string>();
        using var patience = new CancellationTokenSource(StartTime);
        try
        {
            while (endpoints.Count < 3)
            {
                var line =
                    await process.StandardOutput.ReadLineAsync(patience.Token)
                    ?? throw new StartException($"Azurite could not be started: {LastLine(await errors)}");
                if (line.StartsWith("Waiting", StringComparison.Ordinal))
                    Console.WriteLine(line);
                if (ListeningLine().Match(line) is { Success: true } match)
                    endpoints.Add($"{match.Groups["service"]}Endpoint={match.Groups["url"]}/{Account};");
            }
        }
        catch (OperationCanceledException)
        {
            throw new StartException($"Azurite did not start within {StartTime.TotalSeconds} s.");
        }

        _ = ReadOnAsync(process.StandardOutput, told); // Even for nobody: a full pipe would stop it.
        return $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={key};{string.Concat(endpoints)}";
    }

    private static async Task ReadOnAsync(StreamReader output, Action<string>? told)
    {
        while (await output.ReadLineAsync(CancellationToken.None) is { } line)
            told?.Invoke(line);
    }

    private static async Task StopAsync(Process process)
    {
        using (process)
        {
            process.StandardInput.Close();
            using var patience = new CancellationTokenSource(StopTime);
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
            }
        }
    }

    private static string LastLine(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "no reason was given";

    [GeneratedRegex(@"^Azurite (?<service>\w+) service is successfully listening at (?<url>\S+)$")]
    private static partial Regex ListeningLine();
}
