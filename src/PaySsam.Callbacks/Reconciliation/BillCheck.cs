using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Attention;
using PaySsam.Callbacks.Expecting;
using PaySsam.Callbacks.Ledgers;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Storage;
using PaySsam.Callbacks.Telemetry;

namespace PaySsam.Callbacks.Reconciliation;

/// <summary>Asks PaySsam for a bill, and has recorded what it knows and we do not.</summary>
public sealed partial class BillCheck(
    PaySsamApi api,
    CallbackQueue queue,
    IPaymentStore payments,
    AttentionStore attention,
    TrustStore trust,
    CallbackMetrics metrics,
    TimeProvider time,
    ILogger<BillCheck> logger
)
{
    /// <summary>Returns once what was found is durably on its way to the table, and what is odd is listed.</summary>
    /// <param name="billId">The bill.</param>
    /// <param name="bill">As we hold it; null where no callback of it came.</param>
    /// <param name="expected">As the partner registered it; null where it is not.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Azure.RequestFailedException">What was found could not be enqueued, or noted: ask again.</exception>
    internal async Task<CheckedBill> CheckAsync(string billId, Bill? bill, ExpectedBill? expected, CancellationToken cancellationToken)
    {
        var held = bill?.Payment;
        var answer = await api.AskAsync(billId, expected?.Member, expected?.Merchant, cancellationToken);
        var verdict = await JudgeAsync(bill, answer, cancellationToken);
        if (verdict is Verdict.Found)
            await EnqueueAsync(answer.Callback!, cancellationToken);
        else if (verdict is Verdict.Odd)
            await ListAsync(billId, bill, OddAnswer.Of(answer.Callback!, time.GetUtcNow()), cancellationToken);
        else if (verdict is Verdict.Unchanged && held?.State is ApprState.F && bill!.ConfirmedAt is null)
            await ConfirmAsync(held, cancellationToken);
        metrics.Asked(verdict);
        Tell(billId, verdict, held, answer);
        return new CheckedBill(
            verdict,
            answer.Kind is BillAnswerKind.Away,
            answer.IsOfBill,
            new SweepFinding(
                billId,
                verdict.ToString().ToLowerInvariant(),
                held?.State.ToString(),
                answer.Callback?.State.ToString(),
                answer.Problem
            )
        );
    }

    /// <summary>A person says that PaySsam's C means cancelled: asks once more and records it. Null once that is on its way.</summary>
    internal async Task<BillAnswer?> RecordCancellationAsync(string billId, ExpectedBill? expected, CancellationToken cancellationToken)
    {
        var answer = await api.AskAsync(billId, expected?.Member, expected?.Merchant, cancellationToken);
        if (answer.Callback?.State is not ApprState.C)
            return answer;
        await EnqueueAsync(answer.Callback, cancellationToken);
        return null;
    }

    /// <summary>Counts each answer about a paid bill before anything is done about it, so that a kill leaves none uncounted.</summary>
    private async Task<Verdict> JudgeAsync(Bill? bill, BillAnswer answer, CancellationToken cancellationToken)
    {
        var held = bill?.Payment;
        var isCancelled = Verdicts.IsNewlyCancelled(held, answer);
        var isPaid = held?.State is ApprState.F && answer.Callback is not null;
        var verdict = Judge(Trust.None);
        if (isPaid)
            await trust.UpdateAsync(Count, cancellationToken);
        else if (isCancelled)
            verdict = Judge(await trust.ReadAsync(cancellationToken));
        return verdict;

        Trust Count(Trust known)
        {
            verdict = Judge(known);
            if (verdict is not Verdict.Found || !isCancelled)
                return known.Count();
            var counted = known.CountCancelled(time.GetUtcNow());
            verdict = counted.StoppedAt is null ? verdict : Verdict.Stopped;
            return counted;
        }

        Verdict Judge(Trust known) => Verdicts.Judge(held, answer, bill?.ConfirmedAt is not null, isTrusted: known.Api == api.Name);
    }

    private Task EnqueueAsync(Callback answered, CancellationToken cancellationToken) =>
        queue.EnqueueAsync(new ReceivedCallback(answered, time.GetUtcNow(), TraceParent: null, IsRead: true), cancellationToken);

    /// <summary>Lists it, then looks whether the bill was cancelled meanwhile: who recorded that may have found no row to close.</summary>
    private async Task ListAsync(string billId, Bill? bill, OddAnswer odd, CancellationToken cancellationToken)
    {
        var billKey = TableKey.ForBill(billId);
        var seen = Seen(billId, bill);
        await attention.UpdateAsync(billKey, known => BillAttention.Follow(known, seen)?.WithOdd(odd), cancellationToken);
        var now = await payments.FindAsync(billId, cancellationToken);
        if (now?.Count > seen.Count)
            await attention.UpdateAsync(billKey, known => BillAttention.Follow(known, Seen(billId, now)), cancellationToken);
    }

    private async Task ConfirmAsync(Callback payment, CancellationToken cancellationToken)
    {
        await payments.ConfirmAsync(payment, time.GetUtcNow(), cancellationToken);
        await attention.UpdateAsync(TableKey.ForBill(payment.BillId), known => known?.WithOdd(null), cancellationToken);
    }

    private static SeenBill Seen(string billId, Bill? bill) =>
        new(billId, bill?.Count ?? 0, bill?.Ledger ?? Ledger.Of([]), ExpectedWon: null, WasListed: true);

    private void Tell(string billId, Verdict verdict, Callback? held, BillAnswer answer)
    {
        if (verdict is Verdict.Found)
            Log.Found(logger, LogText.Of(billId), held?.State.ToString() ?? "nothing", answer.Callback!.State.ToString());
        else if (verdict is Verdict.Drift)
            Log.Drift(logger, LogText.Of(billId), held!.State.ToString(), answer.Callback?.State.ToString() ?? "no such bill");
        else if (verdict is Verdict.Odd or Verdict.Stopped)
            Log.NotTaken(logger, LogText.Of(billId), verdict, held?.State.ToString() ?? "nothing");
        else if (answer.Problem is not null)
            Log.NotTold(logger, verdict, answer.Problem, answer.Fault);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Bill {BillId}: we held {Held}, PaySsam told {Answered} when asked; it is recorded")]
        public static partial void Found(ILogger logger, string billId, string held, string answered);

        [LoggerMessage(LogLevel.Warning, "Bill {BillId}: we hold {Held}, PaySsam tells {Answered}; nothing was changed")]
        public static partial void Drift(ILogger logger, string billId, string held, string answered);

        [LoggerMessage(LogLevel.Warning, "Bill {BillId}: {Verdict}: we hold {Held}, PaySsam tells C; a person must say what it means")]
        public static partial void NotTaken(ILogger logger, string billId, Verdict verdict, string held);

        [LoggerMessage(LogLevel.Warning, "PaySsam did not say how a bill stands, {Verdict}: {Problem} {Fault}")]
        public static partial void NotTold(ILogger logger, Verdict verdict, string problem, string? fault);
    }
}

/// <summary>What came of a question.</summary>
/// <param name="Verdict">What the answer means.</param>
/// <param name="IsAway">Whether PaySsam is away, rather than ignorant of this bill.</param>
/// <param name="IsOfBill">Whether the answer is about this bill, so that the next one may fare better; null where PaySsam was not
/// asked.</param>
/// <param name="Finding">The same in words.</param>
internal sealed record CheckedBill(Verdict Verdict, bool IsAway, bool? IsOfBill, SweepFinding Finding)
{
    /// <summary>It was not asked for: there is nothing to compare an answer with.</summary>
    public static CheckedBill Damaged(string billId) =>
        new(
            Verdict.Unknown,
            IsAway: false,
            IsOfBill: null,
            new SweepFinding(billId, nameof(Verdict.Unknown).ToLowerInvariant(), Held: null, Answered: null, "a row of the bill is damaged")
        );
}
