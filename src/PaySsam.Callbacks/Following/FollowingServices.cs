using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PaySsam.Callbacks.Attention;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Settings;
using PaySsam.Callbacks.Telemetry;

namespace PaySsam.Callbacks.Following;

/// <summary>
/// Wiring of what follows a recorded message: the journal, then the list of what needs attention, then the outlets of changes. Each outlet
/// is off until its setting is there.
/// </summary>
internal static class FollowingServices
{
    public static IServiceCollection AddPaySsamFollowing(this IServiceCollection services, IConfiguration configuration, bool loopback)
    {
        services.AddSingleton<JournalMark>();
        services.AddHostedService(provider => provider.GetRequiredService<JournalMark>());
        services.AddSingleton<PaymentJournal>();
        services.AddSingleton<IRecordedFollower>(provider => provider.GetRequiredService<PaymentJournal>());
        services.AddPaySsamAttention();
        var changes = ChangeOptions.Read(configuration);
        var webhook = WebhookOptions.Read(configuration, loopback);
        services.AddSingleton(changes);
        services.AddSingleton<IRecordedFollower, ChangeFollower>();
        if (changes.Queue)
            services.AddChangeQueue();
        return services.AddWebhook(webhook, loopback);
    }

    private static void AddChangeQueue(this IServiceCollection services) =>
        services
            .AddSingleton<ChangeQueue>()
            .AddSingleton<IChangeOutlet>(provider => provider.GetRequiredService<ChangeQueue>())
            .AddGauge<ChangeQueue>(
                "unread changes",
                async (queue, metrics, time, stop) => metrics.UnreadChanges(await queue.UnreadForAsync(time.GetUtcNow(), stop))
            );

    /// <summary>Without a URL nothing is written to its queue; what still stands there is kept as dead letters.</summary>
    private static IServiceCollection AddWebhook(this IServiceCollection services, WebhookOptions options, bool loopback)
    {
        services.AddSingleton(options);
        services.AddSingleton(new WebhookAddress(options.AllowedPrivate, loopback));
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<WebhookDelivery>();
        services.AddSingleton<WebhookDesk>();
        services.AddSingleton<DeliveryQueue>();
        return options.Url is null
            ? services
            : services.AddSingleton<IChangeOutlet>(provider => provider.GetRequiredService<DeliveryQueue>());
    }
}
