using System.Collections.Concurrent;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using PaySsam.LocalHost;
using PaySsam.Tests.Support;

[assembly: AssemblyFixture(typeof(IdleAzurites))]

namespace PaySsam.Tests.Support;

/// <summary>An empty Azurite for one class or test, which looks at all that is in it. Afterwards another one uses it.</summary>
public sealed class OwnAzurite : IAsyncLifetime
{
    private IdleAzurite? _azurite;

    public string ConnectionString => _azurite!.Azurite.ConnectionString;

    public static async Task<OwnAzurite> StartAsync()
    {
        var azurite = new OwnAzurite();
        await azurite.InitializeAsync();
        return azurite;
    }

    public async ValueTask InitializeAsync() => _azurite = await IdleAzurites.TakeAsync();

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
        if (_azurite is null)
            return;
        await ClearAsync();
        IdleAzurites.GiveBack(_azurite);
        _azurite = null;
    }
}

/// <summary>Those that no test uses now: to start one takes longer than most tests.</summary>
public sealed class IdleAzurites : IAsyncDisposable
{
    private static readonly ConcurrentBag<IdleAzurite> Idle = [];

    internal static async Task<IdleAzurite> TakeAsync()
    {
        if (Idle.TryTake(out var idle))
            return idle;
        var folder = new TemporaryFolder();
        return new IdleAzurite(await Azurite.StartAsync(folder.Path), folder);
    }

    internal static void GiveBack(IdleAzurite idle) => Idle.Add(idle);

    public async ValueTask DisposeAsync()
    {
        while (Idle.TryTake(out var idle))
        {
            await idle.Azurite.DisposeAsync();
            idle.Folder.Dispose();
        }
    }
}

internal sealed record IdleAzurite(Azurite Azurite, TemporaryFolder Folder);
