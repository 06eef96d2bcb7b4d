using Microsoft.Azure.Functions.Worker;
using PaySsam.Callbacks.Reconciliation;

namespace PaySsam.Functions;

/// <summary>What the app does by the clock. A timer only starts the work: correctness never depends on it.</summary>
public sealed class TimerFunctions(Sweeper sweeper)
{
    /// <summary>Asks PaySsam for what is due; does nothing where asking is not configured.</summary>
    [Function(nameof(SweepPayments))]
    public Task SweepPayments([TimerTrigger("0 */30 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        sweeper.RunDueAsync(cancellationToken);
}
