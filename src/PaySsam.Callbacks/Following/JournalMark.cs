using Azure.Data.Tables;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Storage;
using PaySsam.Callbacks.Telemetry;

namespace PaySsam.Callbacks.Following;

/// <summary>
/// Row <c>journal</c>/<c>rebuilt</c> of the table <c>Sweeps</c>: the journal has no rows of older versions that count. The rebuild
/// writes it at its end, and the start does on an empty journal.
/// </summary>
public sealed partial class JournalMark(TableServiceClient service, TimeProvider time, ILogger<JournalMark> logger) : IHostedService
{
    private const string Partition = "journal";
    private const string Row = "rebuilt";

    // So that each page of a list need not ask anew.
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(30);

    private readonly TableClient _sweeps = service.GetTableClient(StorageNames.SweepTable);
    private readonly TableClient _journal = service.GetTableClient(StorageNames.JournalTable);
    private volatile bool _isSet;
    private long _askedAt;

    /// <summary>Whether rows of older versions need not be read. Once it is so it stays so.</summary>
    public async Task<bool> IsSetAsync(CancellationToken cancellationToken)
    {
        if (_isSet)
            return true;
        var askedAt = Interlocked.Read(ref _askedAt);
        if (askedAt != 0 && time.GetElapsedTime(askedAt) < Believed)
            return false;
        var row = await _sweeps.ReadAsync(
            TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey eq {Row}"),
            cancellationToken,
            most: 1
        );
        _isSet = row.Count > 0;
        Interlocked.Exchange(ref _askedAt, time.GetTimestamp());
        return _isSet;
    }

    internal async Task SetAsync(CancellationToken cancellationToken)
    {
        await _sweeps.WriteAsync(
            table => table.UpsertEntityAsync(new TableEntity(Partition, Row), cancellationToken: cancellationToken),
            cancellationToken
        );
        _isSet = true;
    }

    Task IHostedService.StartAsync(CancellationToken cancellationToken)
    {
        _ = Task.Run(SetWhereEmptyAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    Task IHostedService.StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task SetWhereEmptyAsync()
    {
        try
        {
            if (await IsSetAsync(default))
                return;
            var first = await _journal.ReadAsync(
                TableClient.CreateQueryFilter($"PartitionKey ge {""}"),
                default,
                most: 1,
                [nameof(TableEntity.PartitionKey)]
            );
            if (first.Count == 0)
                await SetAsync(default);
        }
        catch (Exception fault)
        {
            // Then older rows are looked for, and there are none.
            Log.NotSet(logger, FaultText.Of(fault));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Whether the journal is empty could not be told while the app starts: {Fault}")]
        public static partial void NotSet(ILogger logger, string fault);
    }
}
