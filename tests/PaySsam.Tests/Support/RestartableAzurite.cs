using System.Diagnostics;
using PaySsam.LocalHost;

namespace PaySsam.Tests.Support;

/// <summary>
/// An Azurite on one folder and the same ports throughout, which a test can stop and start again. It is only ever
/// stopped gracefully: it answers before it saves, so a killed one loses what no storage may lose.
/// </summary>
internal sealed class RestartableAzurite : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly string Package = Path.Combine(Repository.Root, "src", "PaySsam.LocalHost", "azurite");

    private readonly string _folder;
    private readonly int[] _ports = [FreePorts.Next(), FreePorts.Next(), FreePorts.Next()];
    private readonly string _key = Azurite.NewKey();
    private Process? _process;

    private RestartableAzurite(string folder) => _folder = folder;

    public string ConnectionString =>
        "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;"
        + $"AccountKey={_key};QueueEndpoint=http://127.0.0.1:{_ports[1]}/devstoreaccount1;"
        + $"TableEndpoint=http://127.0.0.1:{_ports[2]}/devstoreaccount1;";

    /// <summary>Started where Azurite has been installed already, as it has for every test by <see cref="TestBed"/>.</summary>
    public static async Task<RestartableAzurite> StartAsync(string folder)
    {
        var azurite = new RestartableAzurite(folder);
        try
        {
            await azurite.StartAsync();
            return azurite;
        }
        catch
        {
            await azurite.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends when it listens.</summary>
    public async Task StartAsync()
    {
        string[] ports = ["--blobPort", $"{_ports[0]}", "--queuePort", $"{_ports[1]}", "--tablePort", $"{_ports[2]}"];
        var start = new ProcessStartInfo("node", [.. Azurite.Arguments(_folder, ports), "--silent"])
        {
            WorkingDirectory = Package,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        Azurite.SetKey(start, _key);
        _process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        for (var listening = 0; listening < _ports.Length; )
        {
            var line =
                await _process.StandardOutput.ReadLineAsync(patience.Token)
                ?? throw new InvalidOperationException("Azurite did not start.");
            if (line.Contains("is successfully listening", StringComparison.Ordinal))
                listening++;
        }

        _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
    }

    /// <summary>Ends when it has saved everything.</summary>
    public async Task StopAsync()
    {
        using var process = _process!;
        _process = null;
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            process.Kill();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await StopAsync();
    }
}
