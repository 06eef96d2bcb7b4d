using PaySsam.Callbacks.Reconciliation;
using PaySsam.Callbacks.Telemetry;

namespace PaySsam.LocalHost;

/// <summary>Does what the timer trigger does.</summary>
internal sealed partial class SweepTimer(Sweeper sweeper, ILogger<SweepTimer> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Sweeper.Interval);
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
            await sweeper.RunDueAsync(stoppingToken);
        }
        catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
        {
            Log.NotSwept(logger, FaultText.Of(fault));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The sweep failed and goes on the next time: {Fault}")]
        public static partial void NotSwept(ILogger logger, string fault);
    }
}
