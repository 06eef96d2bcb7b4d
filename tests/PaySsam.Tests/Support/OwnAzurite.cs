using Azure.Data.Tables;
using Azure.Storage.Queues;
using PaySsam.LocalHost;

namespace PaySsam.Tests.Support;

/// <summary>An Azurite for the tests of one class, which look at all that is in it.</summary>
public sealed class OwnAzurite : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private Azurite? _azurite;

    public string ConnectionString => _azurite!.ConnectionString;

    public async ValueTask InitializeAsync() => _azurite = await Azurite.StartAsync(_folder.Path);

    /// <summary>Deletes every table and every queue.</summary>
    public async Task ClearAsync()
    {
        var tables = new TableServiceClient(ConnectionString);
        await foreach (var table in tables.QueryAsync())
            await tables.DeleteTableAsync(table.Name);
        var queues = new QueueServiceClient(ConnectionString, new QueueClientOptions(QueueClientOptions.ServiceVersion.V2024_11_04));
        await foreach (var queue in queues.GetQueuesAsync())
            await queues.DeleteQueueAsync(queue.Name);
    }

    public async ValueTask DisposeAsync()
    {
        if (_azurite is not null)
            await _azurite.DisposeAsync();
        _folder.Dispose();
    }
}
