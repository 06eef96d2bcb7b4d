using PaySsam.Callbacks.Telemetry;

namespace PaySsam.LocalHost;

/// <summary>Does what a timer trigger does: starts a job again and again, the first time when one interval is over.</summary>
internal sealed partial class JobTimer(string job, TimeSpan interval, Func<CancellationToken, Task> run, ILogger<JobTimer> logger)
    : BackgroundService
{
    /// <param name="services">Where <typeparamref name="T"/> is found.</param>
    /// <param name="interval">From one start to the next. A start that comes while the job runs waits for its end.</param>
    /// <param name="run">Does the job. What it throws is logged; the next start comes all the same.</param>
    public static void Add<T>(IServiceCollection services, TimeSpan interval, Func<T, CancellationToken, Task> run)
        where T : notnull =>
        services.AddSingleton<IHostedService>(provider => new JobTimer(
            typeof(T).Name,
            interval,
            stop => run(provider.GetRequiredService<T>(), stop),
            provider.GetRequiredService<ILogger<JobTimer>>()
        ));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await RunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was saved stays.
        }
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            await run(stoppingToken);
        }
        catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
        {
            Log.Failed(logger, job, FaultText.Of(fault));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "{Job} failed and runs again the next time: {Fault}")]
        public static partial void Failed(ILogger logger, string job, string fault);
    }
}
