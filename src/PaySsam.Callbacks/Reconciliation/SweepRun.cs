using PaySsam.Callbacks.Expecting;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Storage;
using PaySsam.Callbacks.Telemetry;

namespace PaySsam.Callbacks.Reconciliation;

/// <summary>One sweep, from where it stands to its end, or to where it has to stop.</summary>
public sealed class SweepRun(
    SweepBills bills,
    ExpectedBills expected,
    IPaymentStore payments,
    BillCheck check,
    SweepStore store,
    CallbackMetrics metrics,
    TimeProvider time
)
{
    // Questions that a kill lets be asked twice.
    private const int PageSize = 20;

    // Answers in a row that say nothing of their own bills: then it is not the bills that are odd.
    private const int MostUnknown = 5;

    /// <summary>
    /// The sweep as it is saved then: finished; or with the problem that stopped it; or with neither where the time was up.
    /// </summary>
    /// <param name="sweep">As it was saved last, or new.</param>
    /// <param name="lease">Held all the while.</param>
    /// <param name="deadline">When to stop; but not before the first bill.</param>
    /// <param name="cancellationToken">Ends the work; what was saved stays.</param>
    /// <exception cref="Azure.RequestFailedException">Storage is away, or the lease was lost: it goes on later from where it was
    /// saved.</exception>
    internal async Task<Sweep> RunAsync(Sweep sweep, Lease lease, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var first = sweep = await store.SaveAsync(sweep with { Problem = null }, cancellationToken);

        // What is known for sure: without the last answers, where those say nothing.
        var (sure, saved) = (sweep, sweep);
        var silence = new List<CheckedBill>();
        await foreach (var bill in bills.ReadAsync(sweep, cancellationToken))
        {
            if (sweep != first && time.GetUtcNow() >= deadline)
                return await StopAsync(sure, silence, cancellationToken);
            await lease.KeepAsync(cancellationToken);
            if (await CheckAsync(sweep, bill, cancellationToken) is not { } answer)
            {
                sweep = sweep.Past(bill);
            }
            else
            {
                if (answer.Verdict is Verdict.Stopped)
                    return await store.SaveAsync(sure with { Problem = Sweeper.TooMany }, cancellationToken);
                sweep = sweep.With(bill, answer);
                if (answer.IsOfBill is true)
                    silence.Clear();
                else if (answer.IsOfBill is false)
                    silence.Add(answer);
                if (silence.Count == MostUnknown || IsRefused(bill, answer))
                    return await StopAsync(sure, silence, cancellationToken);
            }

            if (silence.Count > 0)
                continue;
            if (sweep.Asked - saved.Asked >= PageSize || sweep.Findings.Count > saved.Findings.Count)
                saved = sweep = await store.SaveAsync(sweep, cancellationToken);
            sure = sweep;
        }

        // Of what PaySsam did speak about, if only in words that we do not know, there is no more to be had.
        if (silence.Exists(answer => answer.IsAway))
            return await StopAsync(sure, silence, cancellationToken);
        sweep = await store.SaveAsync(sweep with { FinishedAt = time.GetUtcNow() }, cancellationToken);
        metrics.SweepFinished();
        return sweep;
    }

    private Task<Sweep> StopAsync(Sweep sure, List<CheckedBill> silence, CancellationToken cancellationToken) =>
        store.SaveAsync(sure with { Problem = silence is [.., var last] ? Problem(last) : null }, cancellationToken);

    private static string Problem(CheckedBill last)
    {
        var what =
            last.IsAway ? "is away"
            : last.Verdict is Verdict.Refused ? "refuses us"
            : "does not say how bills stand";
        return $"PaySsam {what}: of {last.Finding.BillId}, {last.Finding.Problem}";
    }

    /// <summary>Not where the bill is asked for in a name of its own, which alone may be wrong.</summary>
    private static bool IsRefused(SweptBill bill, CheckedBill answer) =>
        answer.Verdict is Verdict.Refused && bill.Expected is null or { Member: null, Merchant: null };

    /// <summary>Null where nothing is to be asked.</summary>
    private async Task<CheckedBill?> CheckAsync(Sweep sweep, SweptBill bill, CancellationToken cancellationToken)
    {
        try
        {
            var known = await payments.FindAsync(bill.BillId, cancellationToken);
            var held = known?.Payment;
            if (!IsSettled(bill, held))
                return await check.CheckAsync(bill.BillId, known, bill.Expected, cancellationToken);
            if (bill.Part is SweepPart.Expected && IsLast(sweep, bill.Expected!, held!))
                await expected.RemoveAsync(bill.Expected!, cancellationToken);
            return null;
        }
        catch (InvalidDataException)
        {
            return CheckedBill.Damaged(bill.BillId);
        }
    }

    /// <summary>Nothing ranks higher than a cancellation; and what was paid is asked for by the day of its payment.</summary>
    private static bool IsSettled(SweptBill bill, Callback? held) =>
        bill.Part is SweepPart.Paid ? held?.State is ApprState.C : held?.State is ApprState.D or ApprState.F or ApprState.C;

    /// <summary>Whether no later sweep will ask for the bill, and nothing is known of it that one by hand would need.</summary>
    private static bool IsLast(Sweep sweep, ExpectedBill bill, Callback held) =>
        sweep.DaysAfter == SweepSchedule.Last
        && bill.Member is null
        && bill.Merchant is null
        && bill.RegisteredOn <= sweep.Day
        && bill.ExpiresOn <= sweep.Day
        && (held.ApprovedAt is not { } paid || KoreanDay.Of(paid) <= sweep.Day);
}
