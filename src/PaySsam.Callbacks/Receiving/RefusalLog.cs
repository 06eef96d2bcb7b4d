using Microsoft.Extensions.Logging;

namespace PaySsam.Callbacks.Receiving;

/// <summary>
/// Logs refused callbacks. Strangers can send as many as they like, so only the first ten of a minute are logged, and the rest is
/// one line at its end. The metric <c>payssam.callbacks.received</c> counts each.
/// </summary>
internal sealed partial class RefusalLog(TimeProvider time, ILogger logger)
{
    private const int MostAMinute = 10;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _turn = new();
    private int _count;

    /// <param name="outcome">What became of it.</param>
    /// <param name="problem">What is wrong with it.</param>
    /// <param name="isAuthentic">Whether a key or token made it ours: then it is always logged.</param>
    public void Tell(ReceiveOutcome outcome, string problem, bool isAuthentic)
    {
        if (isAuthentic || !outcome.IsOfStranger() || IsLogged())
            Log.Refused(logger, outcome, problem);
    }

    private bool IsLogged()
    {
        lock (_turn)
        {
            if (_count++ == 0)
            {
                using (ExecutionContext.SuppressFlow()) // The line counts others' callbacks: it is not of this one's trace.
                    _ = EndMinuteAsync();
            }

            return _count <= MostAMinute;
        }
    }

    private async Task EndMinuteAsync()
    {
        await Task.Delay(Minute, time);
        int rest;
        lock (_turn)
            (rest, _count) = (_count - MostAMinute, 0);
        if (rest > 0)
            Log.RefusedMore(logger, rest);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Callback refused as {Outcome}: {Problem}")]
        public static partial void Refused(ILogger logger, ReceiveOutcome outcome, string problem);

        [LoggerMessage(LogLevel.Warning, "Callbacks refused in the last minute and not logged one by one: {Count}")]
        public static partial void RefusedMore(ILogger logger, int count);
    }
}
