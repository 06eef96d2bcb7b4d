using Microsoft.Extensions.DependencyInjection;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Telemetry;

namespace PaySsam.Callbacks.Attention;

/// <summary>Wiring of the list of bills whose money a person should look at. It is always on.</summary>
internal static class AttentionServices
{
    public static IServiceCollection AddPaySsamAttention(this IServiceCollection services) =>
        services
            .AddSingleton<AttentionStore>()
            .AddSingleton<AttentionDesk>()
            .AddSingleton<ExpectedCheck>()
            .AddSingleton<AttentionFollower>()
            .AddSingleton<IRecordedFollower>(provider => provider.GetRequiredService<AttentionFollower>())
            .AddGauge<AttentionStore>(
                "bills that need attention",
                async (store, metrics, time, stop) => metrics.OpenAttention(await store.CountOpenAsync(time.GetUtcNow(), stop))
            );
}
