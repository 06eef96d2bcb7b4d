using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Settings;

namespace PaySsam.Callbacks.Retaining;

/// <summary>Says at the start how long what is kept.</summary>
internal sealed partial class RetentionNotice(RetentionOptions options, ILogger<RetentionNotice> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.IsOn)
            Log.On(logger, options.PersonalDays, options.BillDays, options.DeadLetterDays);
        else
            Log.Off(logger);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(
            LogLevel.Information,
            "Days that are kept, for ever where it says none: personal data {Personal}, bills {Bills}, closed dead letters {DeadLetters}"
        )]
        public static partial void On(ILogger logger, int? personal, int? bills, int? deadLetters);

        [LoggerMessage(LogLevel.Information, "Nothing is ever erased: PaySsam__Retention__PersonalDays and __BillDays are not set")]
        public static partial void Off(ILogger logger);
    }
}
