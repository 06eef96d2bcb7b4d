using PaySsam.Callbacks.Journal;
using PaySsam.Callbacks.Parsing;
using PaySsam.Callbacks.Payments;
using PaySsam.Callbacks.Wire;

namespace PaySsam.Callbacks.Reconciliation;

/// <summary>One sweep, from where it stands to its end, or to where it has to stop.</summary>
public sealed class SweepRun(
    SweepBills bills, ExpectedBills expected, IPaymentStore payments, BillCheck check, SweepStore store, CallbackMetrics metrics, TimeProvider time)
{
    // Questions that a kill lets be asked twice.
    private const int PageSize = 20;

    // Answers in a row by which it is PaySsam that is away, and not these bills that are odd.
    private const int MostAway = 5;

    /// <summary>The sweep as it is saved then: finished; or with the problem that stopped it; or with neither where the time was up.</summary>
    /// <param name="sweep">As it was saved last, or new.</param>
    /// <param name="lease">Held all the while.</param>
    /// <param name="deadline">When to stop.</param>
    /// <param name="cancellationToken">Ends the work; what was saved stays.</param>
    /// <exception cref="Azure.RequestFailedException">Storage is away, or the lease was lost: it goes on later from where it was saved.</exception>
    internal async Task<Sweep> RunAsync(Sweep sweep, SweepLease lease, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        sweep = await store.SaveAsync(sweep with { Problem = null }, cancellationToken);

        // What is known for sure: without the last answers, where those only say that PaySsam is away.
        var (sure, saved, away) = (sweep, sweep, 0);
        await foreach (var bill in bills.ReadAsync(sweep, cancellationToken))
        {
            if (time.GetUtcNow() >= deadline)
                return await store.SaveAsync(sure, cancellationToken);
            await lease.KeepAsync(cancellationToken);
            var checkedBill = await CheckAsync(sweep, bill, cancellationToken);
            if (checkedBill?.Verdict is Verdict.Refused)
                return await StopAsync(sure, checkedBill, cancellationToken);
            sweep = checkedBill is null ? sweep.Past(bill) : sweep.With(bill, checkedBill);
            away = checkedBill is null ? away : checkedBill.IsAway ? away + 1 : 0;
            if (away == MostAway)
                return await StopAsync(sure, checkedBill!, cancellationToken);
            if (away > 0)
                continue;
            if (sweep.Asked - saved.Asked >= PageSize)
                saved = sweep = await store.SaveAsync(sweep, cancellationToken);
            sure = sweep;
        }

        if (away > 0)
            return await store.SaveAsync(sure with { Problem = "PaySsam is away" }, cancellationToken);
        sweep = await store.SaveAsync(sweep with { FinishedAt = time.GetUtcNow() }, cancellationToken);
        metrics.SweepFinished();
        return sweep;
    }

    private Task<Sweep> StopAsync(Sweep sure, CheckedBill last, CancellationToken cancellationToken) =>
        store.SaveAsync(sure with { Problem = $"PaySsam {(last.IsAway ? "is away" : "refuses us")}: {last.Finding.Problem}" }, cancellationToken);

    /// <summary>Null where nothing is to be asked.</summary>
    private async Task<CheckedBill?> CheckAsync(Sweep sweep, SweptBill bill, CancellationToken cancellationToken)
    {
        try
        {
            var held = (await payments.FindAsync(bill.BillId, cancellationToken))?.Payment;
            if (!IsSettled(bill, held))
                return await check.CheckAsync(bill.BillId, held, bill.Expected, cancellationToken);
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

    /// <summary>Whether no later sweep will ask for the bill, or need to know for which merchant.</summary>
    private static bool IsLast(Sweep sweep, ExpectedBill bill, Callback held) =>
        sweep.DaysAfter == SweepSchedule.Last
        && bill.RegisteredOn <= sweep.Day && bill.ExpiresOn <= sweep.Day
        && (held.ApprovedAt is not { } paid || KoreanDay.Of(paid) <= sweep.Day);
}
