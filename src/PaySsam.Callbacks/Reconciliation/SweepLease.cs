using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Asking;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Reconciliation;

/// <summary>
/// What lets one sweep run at a time, on whatever instance: the row <c>lease</c> of the table <c>Sweeps</c>. Whoever was killed
/// holds it for a minute more.
/// </summary>
internal sealed partial class SweepLease
{
    private const string Partition = "lease";
    private const string Row = "lease";
    private const string Until = "Until";
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(60);

    // A question, and what storage takes beside it.
    private static readonly TimeSpan Least = PaySsamApi.Patience + TimeSpan.FromSeconds(20);

    private readonly TableClient _table;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private DateTimeOffset _until;
    private ETag _etag;

    private SweepLease(TableClient table, TimeProvider time, ILogger logger)
    {
        _table = table;
        _time = time;
        _logger = logger;
    }

    /// <summary>Null while another holds it.</summary>
    public static async Task<SweepLease?> TryTakeAsync(
        TableServiceClient service, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var lease = new SweepLease(service.GetTableClient(StorageNames.SweepTable), time, logger);
        var row = (await lease._table.ReadAsync(TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey eq {Row}"), cancellationToken)).SingleOrDefault();
        if (row?.GetDateTimeOffset(Until) > time.GetUtcNow())
            return null;
        lease._etag = row?.ETag ?? default;
        try
        {
            await lease.WriteAsync(time.GetUtcNow() + Length, cancellationToken);
            return lease;
        }
        catch (RequestFailedException fault) when (fault.Status is 409 or 412)
        {
            return null; // Another was quicker.
        }
    }

    /// <summary>Holds it for one question more, which takes half a minute at the most.</summary>
    /// <exception cref="RequestFailedException">It is lost, or storage is away: stop.</exception>
    public async ValueTask KeepAsync(CancellationToken cancellationToken)
    {
        if (_until - _time.GetUtcNow() < Least)
            await WriteAsync(_time.GetUtcNow() + Length, cancellationToken);
    }

    /// <summary>Lets the next one begin at once. Where that fails, it does so when the lease has ended.</summary>
    public async Task EndAsync()
    {
        try
        {
            await WriteAsync(_time.GetUtcNow(), CancellationToken.None);
        }
        catch (Exception fault)
        {
            // It ends by itself.
            Log.NotGivenBack(_logger, FaultText.Of(fault));
        }
    }

    private async Task WriteAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        _etag = await _table.WriteAsync(new TableEntity(Partition, Row) { [Until] = until }, _etag, cancellationToken);
        _until = until;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The lease of the sweep was not given back, and ends within a minute: {Fault}")]
        public static partial void NotGivenBack(ILogger logger, string fault);
    }
}
