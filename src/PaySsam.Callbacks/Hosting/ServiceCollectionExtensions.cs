using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Reading;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Reconciliation;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Repair;
using PaySsam.Callbacks.Retaining;
using PaySsam.Callbacks.Settings;
using PaySsam.Callbacks.Storage;
using PaySsam.Callbacks.Telemetry;

namespace PaySsam.Callbacks.Hosting;

/// <summary>All wiring of the product; a host adds its triggers.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="HttpApi"/> for the requests, <see cref="CallbackRecorder"/> and <see cref="PoisonKeeper"/> for the queues,
    /// configured by the settings <c>PaySsam__ApiKeys__*</c>, <c>PaySsam__UrlTokens__*</c> and <c>PaySsamStorage</c>. The start of the host
    /// fails on keys that cannot work. From then on no request of the process to this machine goes through a proxy: see
    /// <see cref="LoopbackBypass"/>.
    /// </summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="configuration">The settings.</param>
    /// <param name="loopback">Whether the webhook, and PaySsam, may be on this very machine, and without https: for development.</param>
    /// <exception cref="OptionsValidationException">Storage is not configured, or a setting cannot be read.</exception>
    public static IServiceCollection AddPaySsamCallbacks(
        this IServiceCollection services,
        IConfiguration configuration,
        bool loopback = false
    )
    {
        LoopbackBypass.Install();
        services.AddSingleton<IValidateOptions<PaySsamOptions>, PaySsamOptionsValidator>();
        services
            .AddOptions<PaySsamOptions>()
            .Configure(options =>
            {
                options.ApiKeys = Slots(configuration, "PaySsam:ApiKeys");
                options.UrlTokens = Slots(configuration, "PaySsam:UrlTokens");
            })
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<CallbackMetrics>();

        services.AddSingleton(StorageClients.CreateQueues(configuration));
        services.AddSingleton(StorageClients.CreatePatientQueues(configuration));
        services.AddSingleton(StorageClients.CreateTables(configuration));
        services.AddSingleton<CallbackQueue>();
        services.AddSingleton<DeadLetterStore>();
        services.AddSingleton<BillTurns>();
        services.AddSingleton<IPaymentStore, TablePaymentStore>();

        services.AddPaySsamFollowing(configuration, loopback);

        services.AddCallbackRequests();
        services.AddSingleton<Credentials>();
        services.AddSingleton<Secrets>();
        services.AddSingleton<KeySearch>();
        services.AddSingleton<BodyReader>();
        services.AddSingleton<Authenticator>();
        services.AddSingleton<UnreadableKeeper>();
        services.AddSingleton<CallbackReceiver>();
        services.AddSingleton<CallbackRecorder>();
        services.AddSingleton<PaymentQuery>();
        services.AddSingleton<JournalRebuild>();
        services.AddSingleton<JournalReader>();
        services.AddSingleton<BillStates>();
        services.AddSingleton<PaymentList>();
        services.AddSingleton<ReceivedMovements>();
        services.AddSingleton<PaymentExport>();
        services.AddSingleton<DaySummary>();
        services.AddPaySsamReconciliation(configuration, loopback);
        services.AddPaySsamRetention(configuration);
        services.AddSingleton<PoisonKeeper>();
        services.AddSingleton<CallbackRepair>();
        services.AddSingleton<Redrive>();
        services.AddSingleton<DeadLetterDesk>();
        services.AddHostedService<KeyWarnings>();
        services.AddHostedService<WarmUp>();
        services.AddGauge<DeadLetterStore>(
            "open dead letters",
            async (store, metrics, _, stop) => metrics.OpenDeadLetters(await store.CountOpenAsync(stop))
        );
        services.AddSingleton<HealthCheck>();
        services.AddSingleton<HttpApi>();
        return services;
    }

    private static string?[] Slots(IConfiguration configuration, string section) =>
        [.. configuration.GetSection(section).GetChildren().Select(slot => slot.Value)];
}
