using Azure.Data.Tables;
using PaySsam.LocalHost;
using PaySsam.Tests.Support;

[assembly: AssemblyFixture(typeof(TestBed))]

namespace PaySsam.Tests.Support;

/// <summary>One Azurite on a folder of its own and one LocalHost on it, for all tests: each uses bills of its own.</summary>
public sealed class TestBed : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private Azurite? _azurite;
    private LocalHostProcess? _host;

    public string ConnectionString => _azurite!.ConnectionString;

    public TableServiceClient Tables => new(ConnectionString);

    /// <summary>Talks to the LocalHost.</summary>
    public HttpClient Http => _host!.Http;

    public async ValueTask InitializeAsync()
    {
        _azurite = await Azurite.StartAsync(_folder.Path);
        _host = await LocalHostProcess.StartAsync(ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        if (_azurite is not null)
            await _azurite.DisposeAsync();
        _folder.Dispose();
    }
}
