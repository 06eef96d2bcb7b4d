using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Trace;
using PaySsam.Callbacks.Settings;
using PaySsam.Callbacks.Storage;
using PaySsam.Callbacks.Telemetry;

namespace PaySsam.Callbacks.Hosting;

/// <summary>Traces, metrics and logs, by OpenTelemetry.</summary>
public static class TelemetryExtensions
{
    private const string RatioSetting = "PaySsam__TraceSamplingRatio";

    /// <summary>
    /// Exports to Application Insights where <c>APPLICATIONINSIGHTS_CONNECTION_STRING</c> is set, with the managed identity
    /// that <c>APPLICATIONINSIGHTS_AUTHENTICATION_STRING</c> names (as the Functions host does), and by OTLP where
    /// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is. Of the spans that succeeded, those of <c>PaySsam__TraceSamplingRatio</c> (0 to
    /// 1, all by default) of the traces are exported; those that failed, metrics and logs always.
    /// </summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="configuration">The settings.</param>
    /// <param name="always">Add it even where neither is set, for an exporter of the caller's own.</param>
    /// <returns>Null where it was not added: then it costs the start nothing.</returns>
    /// <exception cref="OptionsValidationException">The ratio is not a number from 0 to 1.</exception>
    public static IOpenTelemetryBuilder? AddPaySsamTelemetry(
        this IServiceCollection services,
        IConfiguration configuration,
        bool always = false
    )
    {
        var applicationInsights = configuration["APPLICATIONINSIGHTS_CONNECTION_STRING"];
        var otlp = configuration["OTEL_EXPORTER_OTLP_ENDPOINT"];
        if (string.IsNullOrEmpty(applicationInsights) && string.IsNullOrEmpty(otlp) && !always)
            return null;

        var sampling = new SuccessSampling(
            Setting.Number(RatioSetting, configuration[RatioSetting.Replace("__", ":", StringComparison.Ordinal)], 0, 1, otherwise: 1)
        );
        var telemetry = services
            .AddOpenTelemetry()
            .WithMetrics(metrics => metrics.AddMeter(CallbackMetrics.Name))
            .WithTracing(tracing => tracing.AddSource(CallbackMetrics.Name).AddProcessor(sampling))
            .WithLogging();
        if (!string.IsNullOrEmpty(applicationInsights))
        {
            telemetry.UseAzureMonitorExporter(options =>
            {
                options.ConnectionString = applicationInsights;
                options.Credential = ReadCredential(configuration["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"]);
                options.TracesPerSecond = null;
                options.EnableTraceBasedLogsSampler = false;
                options.EnableLiveMetrics = false; // A start has better things to do.
                options.EnablePerformanceCounters = false;
                options.EnableStandardMetrics = false; // The host tells of its requests itself.
            });
        }

        if (!string.IsNullOrEmpty(otlp))
            telemetry.UseOtlpExporter();

        // Last, to win over the exporters' own: whether a span failed is not known before it ends.
        return telemetry.WithTracing(tracing => tracing.SetSampler(new AlwaysOnSampler()));
    }

    /// <summary>Of the form <c>ClientId=…;Authorization=AAD</c>; without <c>ClientId</c> it is the system-assigned identity.</summary>
    private static ManagedIdentityCredential? ReadCredential(string? text)
    {
        var parts = (text ?? "")
            .Split(';')
            .Select(part => part.Split('=', 2))
            .Where(part => part.Length == 2)
            .ToDictionary(part => part[0].Trim(), part => part[1].Trim(), StringComparer.OrdinalIgnoreCase);
        return parts.GetValueOrDefault("Authorization") != "AAD" ? null : Identity.Of(parts.GetValueOrDefault("ClientId"));
    }
}
