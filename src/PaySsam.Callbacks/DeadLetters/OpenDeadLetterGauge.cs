using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PaySsam.Callbacks.DeadLetters;

/// <summary>Counts the open dead letters every few minutes, for as long as the program runs, so that an alert can stand on them.</summary>
internal sealed partial class OpenDeadLetterGauge(
    DeadLetterStore store, CallbackMetrics metrics, TimeProvider time, ILogger<OpenDeadLetterGauge> logger) : BackgroundService
{
    // Not at once: a cold start has a callback waiting.
    private static readonly TimeSpan FirstAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var wait = FirstAfter; ; wait = Interval)
        {
            await Task.Delay(wait, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested)
                return;
            try
            {
                metrics.OpenDeadLetters(await store.CountOpenAsync(stoppingToken));
            }
            catch (Exception fault)
            {
                Log.NotCounted(logger, fault.GetType().Name);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The open dead letters could not be counted: {Fault}")]
        public static partial void NotCounted(ILogger logger, string fault);
    }
}
