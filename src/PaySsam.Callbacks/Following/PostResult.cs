using PaySsam.Callbacks.Telemetry;

namespace PaySsam.Callbacks.Following;

/// <summary>How a post went.</summary>
/// <param name="Problem">In words that quote nothing of the reply; null where it was delivered.</param>
/// <param name="IsGone">The receiver wants no more of this event.</param>
/// <param name="RetryAfter">What the receiver asked for.</param>
/// <param name="TimedOut">The receiver did not answer in time.</param>
/// <param name="Fault">Why it could not be posted, for the log: <see cref="FaultText"/>.</param>
public sealed record PostResult(
    string? Problem,
    bool IsGone = false,
    TimeSpan? RetryAfter = null,
    bool TimedOut = false,
    string? Fault = null
)
{
    public static readonly PostResult Delivered = new(Problem: null);
}
