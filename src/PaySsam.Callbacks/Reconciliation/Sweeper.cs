using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Http;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Storage;
using PaySsam.Callbacks.Telemetry;

namespace PaySsam.Callbacks.Reconciliation;

/// <summary>
/// Asks PaySsam for what it may not have told: the days that are due by <see cref="SweepSchedule"/>, and what an operator began.
/// One sweep runs at a time, on whatever instance.
/// </summary>
public sealed partial class Sweeper(
    TableServiceClient tables,
    PaySsamApi api,
    SweepStore store,
    TrustStore trust,
    SweepRun run,
    TimeProvider time,
    ILogger<Sweeper> logger
)
{
    /// <summary>The lease's row.</summary>
    internal const string LeaseName = "lease";

    /// <summary>Why the breaker stopped.</summary>
    internal const string TooMany = "PaySsam answers C for too many paid bills: look at some of them, then POST reconcile/resume goes on";

    /// <summary>How often what is due is looked for.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(30);

    /// <summary>Of a run: it ends before the next one is due, and before the functionTimeout of host.json.</summary>
    internal static readonly TimeSpan Budget = TimeSpan.FromMinutes(20);

    // Days in a row: one may have odd bills.
    private const int MostStopped = 2;

    /// <summary>
    /// Sweeps for at most 20 minutes; does nothing while another sweep runs, or where PaySsam is not asked. What is left goes on
    /// the next time. A day that fails does not keep the others from being swept.
    /// </summary>
    /// <param name="cancellationToken">Ends the work; what was saved stays.</param>
    /// <exception cref="InvalidOperationException">Some days failed. The log says which, and how.</exception>
    public async Task RunDueAsync(CancellationToken cancellationToken)
    {
        if (!api.IsConfigured || (await trust.ReadAsync(cancellationToken)).StoppedAt is not null)
            return;
        if (await TryTakeAsync(cancellationToken) is not { } lease)
            return;
        var (stopped, failed) = (0, 0);
        try
        {
            var deadline = time.GetUtcNow() + Budget;
            foreach (var due in await DueAsync(cancellationToken))
            {
                var end = await SweepAsync(due, lease, deadline, cancellationToken);
                failed += end is End.Failed or End.StorageAway ? 1 : 0;
                stopped = end is End.Stopped or End.StorageAway ? stopped + 1 : 0;
                if (stopped == MostStopped || time.GetUtcNow() >= deadline)
                    break;
            }
        }
        catch (RequestFailedException fault) when (fault.Status is 409 or 412)
        {
            Log.LeaseLost(logger);
        }
        finally
        {
            await lease.EndAsync();
        }

        if (failed > 0)
            throw new InvalidOperationException($"Days that could not be swept: {failed}. The log says why; they are tried again.");
    }

    /// <summary>Sweeps one day for an operator, for at most so long; null while another sweep runs.</summary>
    /// <param name="day">The Korean day.</param>
    /// <param name="limit">When it stops, to be called again.</param>
    /// <param name="cancellationToken">Ends the work; what was saved stays.</param>
    /// <exception cref="RequestFailedException">Storage is away, or the lease was lost.</exception>
    internal async Task<Sweep?> RunNowAsync(DateOnly day, TimeSpan limit, CancellationToken cancellationToken)
    {
        var deadline = time.GetUtcNow() + limit;
        if (await TryTakeAsync(cancellationToken) is not { } lease)
            return null;
        try
        {
            var known = await store.FindAsync(day, daysAfter: 0, cancellationToken);
            var sweep = known is { FinishedAt: null }
                ? known
                : new Sweep(day, DaysAfter: 0, time.GetUtcNow()) { ETag = known?.ETag ?? default };
            return await run.RunAsync(sweep, lease, deadline, cancellationToken);
        }
        finally
        {
            await lease.EndAsync();
        }
    }

    private async Task<End> SweepAsync(Sweep due, Lease lease, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        try
        {
            var sweep = await run.RunAsync(due, lease, deadline, cancellationToken);
            if (sweep.FinishedAt is not null)
                return End.Finished;
            Log.Stopped(logger, KoreanDay.Text(sweep.Day), sweep.DaysAfter, LogText.Of(sweep.Problem ?? "its time is up"));
            return End.Stopped;
        }
        catch (Exception fault)
            when (!cancellationToken.IsCancellationRequested && fault is not RequestFailedException { Status: 409 or 412 })
        {
            Log.Failed(logger, KoreanDay.Text(due.Day), due.DaysAfter, FaultText.Of(fault));
            return StorageFault.IsOfStorage(fault) ? End.StorageAway : End.Failed;
        }
    }

    /// <summary>What is due, the latest day first, then what an operator began.</summary>
    private async Task<IEnumerable<Sweep>> DueAsync(CancellationToken cancellationToken)
    {
        var due = SweepSchedule.Due(KoreanDay.Of(time.GetUtcNow())).ToList();
        var known = (await store.OfDaysAsync(due[^1].Day, cancellationToken)).ToDictionary(sweep => (sweep.Day, sweep.DaysAfter));
        return due.Select(one => known.GetValueOrDefault(one) ?? new Sweep(one.Day, one.DaysAfter, time.GetUtcNow()))
            .Concat(known.Values.Where(sweep => sweep.DaysAfter == 0))
            .Where(sweep => sweep.FinishedAt is null);
    }

    private enum End
    {
        Finished,

        /// <summary>Its time was up, or PaySsam does not answer.</summary>
        Stopped,

        /// <summary>Something about this day, such as a row that cannot be read.</summary>
        Failed,
        StorageAway,
    }

    // A step is a question, and what storage takes beside it.
    private Task<Lease?> TryTakeAsync(CancellationToken cancellationToken) =>
        Lease.TryTakeAsync(tables, LeaseName, PaySsamApi.Patience + TimeSpan.FromSeconds(20), time, logger, cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The sweep of {Day}, {DaysAfter} days after it, failed and is tried again the next time: {Fault}")]
        public static partial void Failed(ILogger logger, string day, int daysAfter, string fault);

        [LoggerMessage(LogLevel.Warning, "The sweep of {Day}, {DaysAfter} days after it, stopped and goes on the next time: {Problem}")]
        public static partial void Stopped(ILogger logger, string day, int daysAfter, string problem);

        [LoggerMessage(LogLevel.Warning, "Another sweep took over")]
        public static partial void LeaseLost(ILogger logger);
    }
}
