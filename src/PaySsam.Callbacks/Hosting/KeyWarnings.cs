using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PaySsam.Callbacks.Settings;

namespace PaySsam.Callbacks.Hosting;

/// <summary>Logs the warnings of the <see cref="PaySsamOptions"/> at the start.</summary>
internal sealed partial class KeyWarnings(IOptions<PaySsamOptions> options, ILogger<KeyWarnings> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var warning in options.Value.Warnings)
            Log.Warning(logger, warning);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Warning}")]
        public static partial void Warning(ILogger logger, string warning);
    }
}
