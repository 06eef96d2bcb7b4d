using Azure.Data.Tables;
using PaySsam.LocalHost;
using PaySsam.Tests.Support;

[assembly: AssemblyFixture(typeof(TestBed))]
[assembly: AssemblyFixture(typeof(FunctionsBed))]

namespace PaySsam.Tests.Support;

/// <summary>One Azurite on a folder of its own and the product on it, for all tests: each uses bills of its own.</summary>
public abstract class ProductBed(Product product) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private Azurite? _azurite;
    private ProductProcess? _host;

    public Product Product => product;

    public string ConnectionString => _azurite!.ConnectionString;

    public TableServiceClient Tables => new(ConnectionString);

    /// <summary>Talks to the product.</summary>
    public HttpClient Http => _host!.Http;

    public async ValueTask InitializeAsync()
    {
        _azurite = await Azurite.StartAsync(_folder.Path);
        _host = await ProductProcess.StartAsync(product, ConnectionString);
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

/// <summary>With LocalHost.</summary>
public sealed class TestBed() : ProductBed(Product.LocalHost);

/// <summary>With the published app.</summary>
public sealed class FunctionsBed() : ProductBed(Product.Functions);
