using System.Globalization;
using PaySsam.Benchmarks.Model;
using PaySsam.LocalHost;

namespace PaySsam.Benchmarks.Load;

/// <summary>A fresh storage, and how many requests it has answered.</summary>
internal abstract class Store : IAsyncDisposable
{
    /// <summary>Connection string.</summary>
    public abstract string Storage { get; }

    /// <summary>Requests so far; those whose answers the caller has seen are among them.</summary>
    public abstract Task<int> OperationsAsync();

    public abstract ValueTask DisposeAsync();
}

/// <summary>Azurite on disk, whose access log tells its requests.</summary>
internal sealed class AzuriteStore : Store
{
    private static readonly TimeSpan UntilLogged = TimeSpan.FromMilliseconds(200);

    private readonly string _folder = Directory.CreateTempSubdirectory("payssam-bench-").FullName;
    private Azurite? _azurite;
    private int _operations;

    public override string Storage => _azurite!.ConnectionString;

    public static async Task<Store> StartAsync()
    {
        var store = new AzuriteStore();
        store._azurite = await Azurite.StartAsync(
            store._folder,
            line => store._operations += line.Contains(" HTTP/1.1\" ", StringComparison.Ordinal) ? 1 : 0
        );
        return store;
    }

    public override async Task<int> OperationsAsync()
    {
        await Task.Delay(UntilLogged);
        return _operations;
    }

    public override async ValueTask DisposeAsync()
    {
        await _azurite!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>The model of Azure's, as a process of its own.</summary>
internal sealed class ModelStore : Store
{
    // Nobody checks signatures.
    private static readonly string Key = Convert.ToBase64String("model"u8);

    private readonly HttpClient _http = new();
    private Contender? _process;

    public override string Storage =>
        $"DefaultEndpointsProtocol=http;AccountName=model;AccountKey={Key};"
        + $"BlobEndpoint={_process!.Url}blob;QueueEndpoint={_process.Url}queue;TableEndpoint={_process.Url}table;";

    public static async Task<ModelStore> StartAsync(ModelSettings settings)
    {
        var store = new ModelStore { _process = await Contender.StartModelAsync(settings) };
        store._http.BaseAddress = store._process.Url;
        return store;
    }

    public override async Task<int> OperationsAsync() => int.Parse(await _http.GetStringAsync("operations"), CultureInfo.InvariantCulture);

    /// <summary>Whether it refuses everything.</summary>
    public Task BeAwayAsync(bool away) => PostAsync(away ? "away" : "back");

    /// <summary>What is read after the measurements need not take its time.</summary>
    public Task LiftLimitsAsync() => PostAsync("unlimited");

    private async Task PostAsync(string path) => (await _http.PostAsync(path, null)).EnsureSuccessStatusCode();

    public override async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process!.DisposeAsync();
    }
}
