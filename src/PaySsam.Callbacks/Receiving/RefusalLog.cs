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

    public void Tell(ReceiveOutcome outcome, string problem)
    {
        if (!outcome.IsOfStranger() || IsLogged())
            Log.Refused(logger, outcome, problem);
    }

    private bool IsLogged()
    {
        lock (_turn)
        {
            if (_count++ == 0)
                _ = EndMinuteAsync();
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
