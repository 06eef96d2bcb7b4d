using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Settings;

namespace PaySsam.Callbacks.Following;

/// <summary>Wiring of the webhook. Nothing is written to its queue until its URL is set; what still stands there is then kept as dead letters.</summary>
internal static class WebhookServices
{
    public static IServiceCollection AddPaySsamWebhook(this IServiceCollection services, IConfiguration configuration, bool loopback)
    {
        var options = WebhookOptions.Read(configuration, loopback);
        services.AddSingleton(options);
        services.AddSingleton(new WebhookAddress(options.AllowedPrivate, loopback));
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<WebhookDelivery>();
        services.AddSingleton<WebhookDesk>();
        services.AddSingleton<DeliveryQueue>();
        return options.Url is null ? services : services.AddSingleton<IRecordedFollower>(provider => provider.GetRequiredService<DeliveryQueue>());
    }
}
