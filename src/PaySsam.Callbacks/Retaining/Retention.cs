using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Settings;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Retaining;

/// <summary>Erases and deletes what is due. One runs at a time, on whatever instance; what is left goes on the next time.</summary>
public sealed partial class Retention(
    TableServiceClient tables,
    RetentionOptions options,
    JournalMark mark,
    RetentionStore store,
    RetentionWork work,
    TimeProvider time,
    ILogger<Retention> logger
)
{
    /// <summary>The lease's row.</summary>
    internal const string LeaseName = "retention";

    /// <summary>How often it runs where there is no clock to go by.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    /// <summary>Of a run: it ends before the functionTimeout of host.json.</summary>
    internal static readonly TimeSpan Budget = TimeSpan.FromMinutes(20);

    /// <summary>How far back a run is looked for.</summary>
    internal static readonly TimeSpan Remembered = TimeSpan.FromDays(40);

    // Enough for some twenty rows of several calls each, and for a wait for callbacks.
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(50);

    /// <summary>Runs for at most 20 minutes; does nothing where no setting is there, or while another runs.</summary>
    /// <param name="cancellationToken">Ends the work; what was saved stays.</param>
    /// <exception cref="InvalidOperationException">Some rows are damaged.</exception>
    public async Task RunDueAsync(CancellationToken cancellationToken)
    {
        if (!options.IsOn)
            return;
        if (!await mark.IsSetAsync(cancellationToken))
        {
            Log.NotRebuilt(logger);
            return;
        }

        try
        {
            if (await RunNowAsync(Budget, cancellationToken) is { FinishedAt: not null, Done.Damaged: > 0 and var damaged })
                throw new InvalidOperationException($"Rows that could not be erased: {damaged}. The log names their bills.");
        }
        catch (RequestFailedException fault) when (fault.Status is 409 or 412)
        {
            Log.LeaseLost(logger);
        }
    }

    /// <summary>Runs for at most so long; null while another runs.</summary>
    /// <param name="limit">When it stops, to be called again.</param>
    /// <param name="cancellationToken">Ends the work; what was saved stays.</param>
    /// <exception cref="RequestFailedException">Storage is away, or the lease was lost.</exception>
    internal async Task<RetentionRun?> RunNowAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        var deadline = time.GetUtcNow() + limit;
        if (await Lease.TryTakeAsync(tables, LeaseName, Step, time, logger, cancellationToken) is not { } lease)
            return null;
        try
        {
            var runs = await store.StartedAsync(time.GetUtcNow() - Remembered, cancellationToken);
            var run = runs is [{ FinishedAt: null } last, ..] ? last : new RetentionRun(time.GetUtcNow());
            return await work.RunAsync(run, lease, deadline, cancellationToken);
        }
        finally
        {
            await lease.EndAsync();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            LogLevel.Warning,
            "Nothing is erased until the journal is rebuilt: run POST /api/journal/rebuild until its continuation is null"
        )]
        public static partial void NotRebuilt(ILogger logger);

        [LoggerMessage(LogLevel.Warning, "Another retention run took over")]
        public static partial void LeaseLost(ILogger logger);
    }
}
