using Azure;
using Azure.Storage.Queues;
using PaySsam.Callbacks.Storage;
using PaySsam.Callbacks.Telemetry;

namespace PaySsam.Callbacks.Retaining;

/// <summary>Takes a run to its end, or as far as its time goes.</summary>
public sealed class RetentionWork(DueItems due, RetentionStore store, PatientQueues queues, CallbackMetrics metrics, TimeProvider time)
{
    // What a kill lets be looked at twice.
    private const int Batch = 20;
    private const int MostAtOnce = 4;

    // Callbacks that wait longer come first.
    private static readonly TimeSpan MostWaiting = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly QueueClient _callbacks = queues.Service.GetQueueClient(StorageNames.CallbackQueue);

    /// <summary>The run as it is saved then.</summary>
    /// <param name="run">As it was saved last, or new.</param>
    /// <param name="lease">Held all the while.</param>
    /// <param name="deadline">When to stop; but not before the first rows.</param>
    /// <param name="cancellationToken">Ends the work; what was saved stays.</param>
    /// <exception cref="RequestFailedException">Storage is away, or the lease was lost: it goes on later.</exception>
    internal async Task<RetentionRun> RunAsync(RetentionRun run, Lease lease, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        run = await store.SaveAsync(run, cancellationToken);
        foreach (var part in Enum.GetValues<RetentionPart>().Where(part => part >= run.Part))
        {
            if (part > run.Part)
                run = run with { Part = part, After = null };
            await foreach (var batch in BatchesAsync(part, run.After, cancellationToken))
            {
                await lease.KeepAsync(cancellationToken);
                var done = await EraseAsync(batch, cancellationToken);
                run = await store.SaveAsync(run with { After = batch[^1].Key, Done = run.Done + done }, cancellationToken);
                Tell(done);
                if (await IsOverAsync(lease, deadline, cancellationToken))
                    return run;
            }
        }

        return await store.SaveAsync(run with { FinishedAt = time.GetUtcNow() }, cancellationToken);
    }

    /// <summary>Some at a time; also where a search has come far without finding any.</summary>
    private async IAsyncEnumerable<List<DueItem>> BatchesAsync(
        RetentionPart part,
        string? after,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var batch = new List<DueItem>();
        await foreach (var item in due.ReadAsync(part, after, cancellationToken))
        {
            batch.Add(item);
            if (batch.Count < Batch && item.EraseAsync is not null)
                continue;
            yield return batch;
            batch = [];
        }

        if (batch.Count > 0)
            yield return batch;
    }

    private static async Task<RetentionCounts> EraseAsync(List<DueItem> batch, CancellationToken cancellationToken)
    {
        var done = RetentionCounts.None;
        var options = new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            batch.Where(item => item.EraseAsync is not null),
            options,
            async (item, stop) =>
            {
                var one = await EraseAsync(item, stop);
                lock (batch)
                    done += one;
            }
        );
        return done with { Oldest = null };
    }

    private static async Task<RetentionCounts> EraseAsync(DueItem item, CancellationToken cancellationToken)
    {
        try
        {
            return await item.EraseAsync!(cancellationToken);
        }
        catch (RequestFailedException refused) when (refused.Status is 400 or 413)
        {
            return new RetentionCounts { Damaged = 1 }; // It would be refused for ever, and must not hold up the others.
        }
    }

    /// <summary>Waits while callbacks do.</summary>
    private async Task<bool> IsOverAsync(Lease lease, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        while (time.GetUtcNow() < deadline)
        {
            if (await _callbacks.FirstInsertedAsync(cancellationToken) is not { } first || time.GetUtcNow() - first < MostWaiting)
                return false;
            await lease.KeepAsync(cancellationToken);
            await Task.Delay(Pause, time, cancellationToken);
        }

        return true;
    }

    private void Tell(RetentionCounts done)
    {
        metrics.Erased(Erased.Bill, done.BillsErased + done.BillsDeleted);
        metrics.Erased(Erased.DeadLetter, done.LettersErased + done.LettersDeleted);
        metrics.Erased(Erased.ExpectedBill, done.ExpectedErased + done.ExpectedDeleted);
    }

    private enum Erased
    {
        Bill,
        DeadLetter,
        ExpectedBill,
    }
}
