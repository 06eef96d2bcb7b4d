using Azure.Data.Tables;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Storage;
using PaySsam.Callbacks.Telemetry;

namespace PaySsam.Callbacks.Following;

/// <summary>
/// Row <c>journal</c>/<c>rebuilt</c> of the table <c>Sweeps</c>: the journal has no rows of older versions. Each start looks
/// whether that is
/// so, and sets the mark or takes it back: an older version may have run since. The rebuild looks at its end.
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

    /// <summary>Sets it if no row of an older version is left. One that is left tells of a callback that cannot be read.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        var former = await _journal.ReadAsync(
            TableClient.CreateQueryFilter($"PartitionKey ge {FormerJournalRow.First} and PartitionKey lt {FormerJournalRow.Behind}"),
            cancellationToken,
            most: 1,
            [nameof(TableEntity.PartitionKey)]
        );
        if (former.Count > 0)
            await TakeBackAsync(cancellationToken);
        else if (!await IsSetAsync(cancellationToken))
            await SetAsync(cancellationToken);
    }

    internal async Task SetAsync(CancellationToken cancellationToken)
    {
        await _sweeps.WriteAsync(
            table => table.UpsertEntityAsync(new TableEntity(Partition, Row), cancellationToken: cancellationToken),
            cancellationToken
        );
        _isSet = true;
    }

    private async Task TakeBackAsync(CancellationToken cancellationToken)
    {
        if (await IsSetAsync(cancellationToken))
            await _sweeps.DeleteEntityAsync(Partition, Row, cancellationToken: cancellationToken);
        _isSet = false;
    }

    Task IHostedService.StartAsync(CancellationToken cancellationToken)
    {
        _ = Task.Run(TryLookAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    Task IHostedService.StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task TryLookAsync()
    {
        try
        {
            await LookAsync(default);
        }
        catch (Exception fault)
        {
            // Then the next start looks. Until it is set, older rows are looked for.
            Log.NotSet(logger, FaultText.Of(fault));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Whether the journal has rows of older versions could not be told while the app starts: {Fault}")]
        public static partial void NotSet(ILogger logger, string fault);
    }
}
