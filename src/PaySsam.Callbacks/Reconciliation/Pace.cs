namespace PaySsam.Callbacks.Reconciliation;

/// <summary>Keeps requests apart, so that no second has more of them than PaySsam is to bear.</summary>
/// <param name="perSecond">Requests a second.</param>
/// <param name="time">The clock.</param>
internal sealed class Pace(double perSecond, TimeProvider time) : IDisposable
{
    private readonly TimeSpan _interval = TimeSpan.FromSeconds(1 / perSecond);
    private readonly SemaphoreSlim _turn = new(1);
    private long? _last;

    /// <summary>Returns when the next request may go out.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            while (_last is { } last && _interval - time.GetElapsedTime(last) is { Ticks: > 0 } rest)
                await Task.Delay(rest, time, cancellationToken);
            _last = time.GetTimestamp();
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
