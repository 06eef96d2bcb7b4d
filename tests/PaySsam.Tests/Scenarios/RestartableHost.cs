using PaySsam.Tests.Support;

namespace PaySsam.Tests.Scenarios;

/// <summary>A product that is killed and started again, on a storage that may be away.</summary>
internal sealed class RestartableHost(Product product, string storage, params string[] arguments) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private ProductProcess? _host;
    private volatile Uri? _address;

    /// <summary>Where it listens; null while it does not.</summary>
    public Uri? Address => _address;

    public HttpClient Http => _host!.Http;

    /// <summary>Ends when it listens, which it does not before the storage is there.</summary>
    public async Task StartAsync()
    {
        for (var deadline = DateTime.UtcNow + Patience; _address is null; )
        {
            try
            {
                _host = await ProductProcess.StartAsync(product, storage, arguments);
                _address = _host.Http.BaseAddress;
            }
            catch (InvalidOperationException fault) when (IsStorageAway(fault) && DateTime.UtcNow < deadline)
            {
                // Whoever watches over a program starts it again.
            }
        }
    }

    public async Task KillAsync()
    {
        _address = null; // It may be somebody else's in a moment.
        await _host!.KillAsync();
        await _host.DisposeAsync();
    }

    /// <summary>See <see cref="ProductProcess.KillWorkerAsync"/>.</summary>
    public Task KillWorkerAsync() => _host!.KillWorkerAsync();

    public async ValueTask DisposeAsync()
    {
        if (_address is not null)
            await _host!.DisposeAsync();
    }

    private static bool IsStorageAway(InvalidOperationException fault) =>
        fault.Message.Contains("Storage cannot be reached", StringComparison.Ordinal);
}
