using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Settings;
using PaySsam.Callbacks.Telemetry;

namespace PaySsam.Callbacks.Following;

/// <summary>Wiring of the ways in which the partner's own system learns of changes; each is off until its setting is there.</summary>
internal static class ChangeServices
{
    public static IServiceCollection AddPaySsamChanges(this IServiceCollection services, IConfiguration configuration)
    {
        var options = ChangeOptions.Read(configuration);
        services.AddSingleton(options);
        if (!options.Queue)
            return services;
        services.AddSingleton<ChangeQueue>();
        services.AddSingleton<IRecordedFollower>(provider => provider.GetRequiredService<ChangeQueue>());
        return services.AddGauge<ChangeQueue>("unread changes", async (changes, metrics, time, stop) =>
            metrics.UnreadChanges(await changes.UnreadForAsync(time.GetUtcNow(), stop)));
    }
}
