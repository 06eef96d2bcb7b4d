using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Expecting;
using PaySsam.Callbacks.Http;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Reconciliation;

/// <summary>Answers an operator: does PaySsam say the same? 409 where it is not asked; storage faults are 503.</summary>
public sealed class ReconcileDesk(
    PaySsamApi api,
    Sweeper sweeper,
    SweepStore store,
    BillCheck check,
    ExpectedBills expected,
    IPaymentStore payments,
    TrustStore trust,
    TimeProvider time,
    ILogger<ReconcileDesk> logger
)
{
    // Of the longest day, at the usual rate, some 90 questions; well within what a gateway waits.
    private static readonly TimeSpan OneCall = TimeSpan.FromSeconds(45);

    // Beside the waiting for its turn while a sweep runs, and three requests.
    private static readonly TimeSpan OneBill = PaySsamApi.Patience + TimeSpan.FromSeconds(20);

    private const int DaysListed = 40;

    /// <summary>
    /// Asks for one bill: 200 <c>{"bill_id","result","held","answered","problem"}</c>, <c>result</c> being <c>unchanged</c>,
    /// <c>found</c> (and on its way to the table), <c>drift</c>, <c>unknown</c>, <c>refused</c>, <c>odd</c> or <c>stopped</c>,
    /// <c>held</c> and
    /// <c>answered</c> a state or null.
    /// </summary>
    public Task<Reply> CheckAsync(string? billId, CancellationToken cancellationToken) =>
        AnswerAsync(
            OneBill,
            async budget =>
            {
                if (string.IsNullOrEmpty(billId) || BillIdText.IsTooLong(billId))
                    return new Reply(400, Base.Error($"bill_id is missing, or longer than {BillIdText.Longest} characters."));
                CheckedBill result;
                try
                {
                    var bill = await payments.FindAsync(billId, budget);
                    result = await check.CheckAsync(billId, bill, await expected.FindAsync(TableKey.ForBill(billId), budget), budget);
                }
                catch (InvalidDataException)
                {
                    result = CheckedBill.Damaged(billId);
                }

                return Reply.Ok(json => SweepJson.WriteFinding(json, result.Finding));
            },
            cancellationToken
        );

    /// <summary>
    /// Sweeps a day now, and asks nothing more after 45 s: 200 with the sweep (<see cref="SweepJson"/>), to be called again until
    /// <c>finished</c> is true or
    /// <c>problem</c> is not null; what is left of one of the last 36 days then goes on with the timer. 400 for what is no day,
    /// or one to come; 409 while another sweep runs.
    /// </summary>
    public Task<Reply> SweepAsync(string? day, CancellationToken cancellationToken) =>
        AnswerAsync(
            OneCall + OneBill,
            async budget =>
            {
                if (KoreanDay.Read(day) is not { } date || date > KoreanDay.Of(time.GetUtcNow()))
                    return new Reply(400, Base.Error("day must be a date such as 2026-01-31, and not in the future."));
                if ((await trust.ReadAsync(budget)).StoppedAt is not null)
                    return new Reply(409, Base.Error($"{Sweeper.TooMany}."));
                return await sweeper.RunNowAsync(date, OneCall, budget) is { } sweep
                    ? Reply.Ok(json => SweepJson.Write(json, sweep))
                    : new Reply(409, Base.Error("Another sweep is running: see GET /api/reconcile."));
            },
            cancellationToken
        );

    /// <summary>
    /// 200 <c>{"configured","trust","breaker","sweeps":[…]}</c> (<see cref="TrustJson"/>): those that began in the last 40 days, the
    /// latest first (<see cref="SweepJson"/>).
    /// </summary>
    public Task<Reply> ListAsync(CancellationToken cancellationToken) =>
        StorageFault.OrSystemErrorAsync(
            logger,
            async budget =>
            {
                var known = await trust.ReadAsync(budget);
                var sweeps = await store.StartedAsync(time.GetUtcNow().AddDays(-DaysListed), budget);
                return Reply.Ok(json =>
                {
                    json.WriteBoolean("configured", api.IsConfigured);
                    TrustJson.Write(json, known, api.Name);
                    json.WriteObjects("sweeps", sweeps.OrderByDescending(sweep => sweep.StartedAt), sweep => SweepJson.Write(json, sweep));
                });
            },
            cancellationToken
        );

    /// <summary>Records a bill as cancelled because a person says so; null once that is on its way, else why it is not.</summary>
    internal async Task<Reply?> RecordCancellationAsync(string billId, CancellationToken cancellationToken)
    {
        if (!api.IsConfigured)
            return NotAsked;
        var registered = await expected.FindAsync(TableKey.ForBill(billId), cancellationToken);
        return await check.RecordCancellationAsync(billId, registered, cancellationToken) is { } answer
            ? new Reply(
                409,
                Base.Error($"PaySsam does not answer C now: {answer.Callback?.State.ToString() ?? answer.Problem}. Try again.")
            )
            : null;
    }

    internal static Reply NotAsked { get; } = new(409, Base.Error("PaySsam is not asked: set PaySsam__Api__BaseUrl."));

    private async Task<Reply> AnswerAsync(
        TimeSpan budget,
        Func<CancellationToken, Task<Reply>> answer,
        CancellationToken cancellationToken
    ) => api.IsConfigured ? await StorageFault.OrSystemErrorAsync(logger, answer, cancellationToken, budget) : NotAsked;
}
