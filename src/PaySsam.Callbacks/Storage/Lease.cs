using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Telemetry;

namespace PaySsam.Callbacks.Storage;

/// <summary>
/// Only one instance at a time may do a piece of work: who holds this row of the table <c>Sweeps</c>. After a crash it ends
/// within a minute.
/// </summary>
internal sealed partial class Lease
{
    private const string Partition = "lease";
    private const string Until = "Until";
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(60);

    private readonly TableClient _table;
    private readonly string _work;
    private readonly TimeSpan _step;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private DateTimeOffset _until;
    private ETag _etag;

    private Lease(TableClient table, string work, TimeSpan step, TimeProvider time, ILogger logger)
    {
        _table = table;
        _work = work;
        _step = step;
        _time = time;
        _logger = logger;
    }

    /// <summary>Null while another holds it.</summary>
    /// <param name="service">The tables.</param>
    /// <param name="work">The row's key: one for each kind of work.</param>
    /// <param name="step">The longest time between two calls of <see cref="KeepAsync"/>; below a minute.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Logs a lease that could not be given back.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<Lease?> TryTakeAsync(
        TableServiceClient service,
        string work,
        TimeSpan step,
        TimeProvider time,
        ILogger logger,
        CancellationToken cancellationToken
    )
    {
        var lease = new Lease(service.GetTableClient(StorageNames.SweepTable), work, step, time, logger);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey eq {work}");
        var row = (await lease._table.ReadAsync(filter, cancellationToken)).SingleOrDefault();
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

    /// <summary>Holds it for one step more.</summary>
    /// <exception cref="RequestFailedException">It is lost, or storage is away: stop.</exception>
    public async ValueTask KeepAsync(CancellationToken cancellationToken)
    {
        if (_until - _time.GetUtcNow() < _step)
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
            Log.NotGivenBack(_logger, _work, FaultText.Of(fault));
        }
    }

    private async Task WriteAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        _etag = await _table.WriteAsync(new TableEntity(Partition, _work) { [Until] = until }, _etag, cancellationToken);
        _until = until;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A lease was not given back, and ends within a minute: {Work}: {Fault}")]
        public static partial void NotGivenBack(ILogger logger, string work, string fault);
    }
}
