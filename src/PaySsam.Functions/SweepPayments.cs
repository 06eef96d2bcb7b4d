using Microsoft.Azure.Functions.Worker;
using PaySsam.Callbacks.Reconciliation;

namespace PaySsam.Functions;

/// <summary>Asks PaySsam, every half hour, for what is due; nothing where it is not configured.</summary>
public sealed class SweepPayments(Sweeper sweeper)
{
    [Function(nameof(SweepPayments))]
    public Task RunAsync([TimerTrigger("0 */30 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        sweeper.RunDueAsync(cancellationToken);
}
