using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PaySsam.Callbacks.Settings;
using PaySsam.Callbacks.Telemetry;

namespace PaySsam.Callbacks.Retaining;

/// <summary>Wiring of the retention. Nothing is erased until a setting is there, but what a person asks for.</summary>
internal static class RetentionServices
{
    public static IServiceCollection AddPaySsamRetention(this IServiceCollection services, IConfiguration configuration)
    {
        var options = RetentionOptions.Read(configuration);
        services
            .AddSingleton(options)
            .AddSingleton<BillEraser>()
            .AddSingleton<BillRemover>()
            .AddSingleton<DueBills>()
            .AddSingleton<DueLetters>()
            .AddSingleton<DueExpectedBills>()
            .AddSingleton<DueRemovals>()
            .AddSingleton<DueItems>()
            .AddSingleton<RetentionStore>()
            .AddSingleton<RetentionWork>()
            .AddSingleton<Retention>()
            .AddSingleton<RetentionDesk>()
            .AddHostedService<RetentionNotice>();
        return options.IsOn
            ? services.AddGauge<RetentionStore>(
                "age of the last retention run",
                async (store, metrics, time, stop) =>
                {
                    var runs = await store.StartedAsync(time.GetUtcNow() - Retention.Remembered, stop);
                    if (runs is [.., var first])
                        metrics.RetentionAge(
                            time.GetUtcNow() - (runs.FirstOrDefault(run => run.FinishedAt is not null) ?? first).StartedAt
                        );
                }
            )
            : services;
    }
}
