using Microsoft.Azure.Functions.Worker;
using PaySsam.Callbacks.Reconciliation;
using PaySsam.Callbacks.Retaining;

namespace PaySsam.Functions;

/// <summary>What the app does by the clock. A timer only starts the work: correctness never depends on it.</summary>
public sealed class TimerFunctions(Sweeper sweeper, Retention retention)
{
    /// <summary>Asks PaySsam for what is due; does nothing where asking is not configured.</summary>
    [Function(nameof(SweepPayments))]
    public Task SweepPayments([TimerTrigger("0 */30 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        sweeper.RunDueAsync(cancellationToken);

    /// <summary>Erases and deletes what is due, at half past three in Korea; does nothing where no setting is there.</summary>
    [Function(nameof(RetainPayments))]
    public Task RetainPayments([TimerTrigger("0 30 18 * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        retention.RunDueAsync(cancellationToken);
}
