using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PaySsam.Callbacks.Telemetry;

/// <summary>Measures something every few minutes, for as long as the program runs, so that an alert can stand on it.</summary>
internal sealed partial class Gauge(string what, Func<CancellationToken, Task> measure, TimeProvider time, ILogger<Gauge> logger)
    : BackgroundService
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
                await measure(stoppingToken);
            }
            catch (Exception fault)
            {
                Log.NotMeasured(logger, what, FaultText.Of(fault));
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The {What} could not be measured: {Fault}")]
        public static partial void NotMeasured(ILogger logger, string what, string fault);
    }
}

internal static class GaugeServices
{
    /// <param name="services">Where to add it.</param>
    /// <param name="what">What is measured, for the log.</param>
    /// <param name="measure">Measures it and tells the metrics.</param>
    public static IServiceCollection AddGauge<T>(
        this IServiceCollection services,
        string what,
        Func<T, CallbackMetrics, TimeProvider, CancellationToken, Task> measure
    )
        where T : notnull =>
        services.AddSingleton<IHostedService>(provider =>
        {
            var (subject, metrics, time) = (
                provider.GetRequiredService<T>(),
                provider.GetRequiredService<CallbackMetrics>(),
                provider.GetRequiredService<TimeProvider>()
            );
            return new Gauge(what, stop => measure(subject, metrics, time, stop), time, provider.GetRequiredService<ILogger<Gauge>>());
        });
}
