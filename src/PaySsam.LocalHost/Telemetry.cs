using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using PaySsam.Callbacks.Hosting;
using PaySsam.Callbacks.Telemetry;

namespace PaySsam.LocalHost;

/// <summary>
/// The telemetry of the deployed Functions, with Kestrel's requests in place of the host's; <c>--telemetry console</c> prints it.
/// </summary>
internal static class Telemetry
{
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        var print = configuration["telemetry"] switch
        {
            null => false,
            "console" => true,
            _ => throw new StartException("--telemetry: the one value is console."),
        };
        var telemetry = services
            .AddPaySsamTelemetry(configuration, always: print)
            ?.WithTracing(tracing => tracing.AddSource("Microsoft.AspNetCore"));
        if (print)
        {
            telemetry!
                .WithTracing(tracing => tracing.AddConsoleExporter())
                .WithMetrics(metrics => metrics.AddConsoleExporter())
                .WithLogging(logs => logs.AddConsoleExporter());
        }
    }
}
