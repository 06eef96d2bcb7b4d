using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Expecting;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Telemetry;

namespace PaySsam.Callbacks.Reconciliation;

/// <summary>Asks PaySsam for a bill, and has recorded what it knows and we do not.</summary>
public sealed partial class BillCheck(
    PaySsamApi api,
    CallbackQueue queue,
    CallbackMetrics metrics,
    TimeProvider time,
    ILogger<BillCheck> logger
)
{
    /// <summary>Returns once what was found is durably on its way to the table.</summary>
    /// <param name="billId">The bill.</param>
    /// <param name="held">Its payment; null where no callback of it came.</param>
    /// <param name="expected">As the partner registered it; null where it is not.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Azure.RequestFailedException">What was found could not be enqueued: ask again.</exception>
    internal async Task<CheckedBill> CheckAsync(string billId, Callback? held, ExpectedBill? expected, CancellationToken cancellationToken)
    {
        var answer = await api.AskAsync(billId, expected?.Member, expected?.Merchant, cancellationToken);
        var verdict = Verdicts.Judge(held, answer);
        if (verdict is Verdict.Found)
            await queue.EnqueueAsync(
                new ReceivedCallback(answer.Callback!, time.GetUtcNow(), TraceParent: null, IsRead: true),
                cancellationToken
            );
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

    private void Tell(string billId, Verdict verdict, Callback? held, BillAnswer answer)
    {
        if (verdict is Verdict.Found)
            Log.Found(logger, LogText.Of(billId), held?.State.ToString() ?? "nothing", answer.Callback!.State.ToString());
        else if (verdict is Verdict.Drift)
            Log.Drift(logger, LogText.Of(billId), held!.State.ToString(), answer.Callback?.State.ToString() ?? "no such bill");
        else if (answer.Problem is not null)
            Log.NotTold(logger, verdict, answer.Problem, answer.Fault);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Bill {BillId}: we held {Held}, PaySsam told {Answered} when asked; it is recorded")]
        public static partial void Found(ILogger logger, string billId, string held, string answered);

        [LoggerMessage(LogLevel.Warning, "Bill {BillId}: we hold {Held}, PaySsam tells {Answered}; nothing was changed")]
        public static partial void Drift(ILogger logger, string billId, string held, string answered);

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
