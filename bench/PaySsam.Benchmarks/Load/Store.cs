using PaySsam.LocalHost;

namespace PaySsam.Benchmarks.Load;

/// <summary>A fresh Azurite on disk, and how many requests it has answered.</summary>
internal sealed class CountingAzurite : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("payssam-bench-").FullName;
    private Azurite? _azurite;
    private int _operations;

    public string Storage => _azurite!.ConnectionString;

    /// <summary>As its access log tells them.</summary>
    public int Operations => _operations;

    public static async Task<CountingAzurite> StartAsync()
    {
        var counting = new CountingAzurite();
        counting._azurite = await Azurite.StartAsync(counting._folder, line => counting._operations += line.Contains(" HTTP/1.1\" ", StringComparison.Ordinal) ? 1 : 0);
        return counting;
    }

    public async ValueTask DisposeAsync()
    {
        await _azurite!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
