using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PaySsam.Callbacks.Expecting;
using PaySsam.Callbacks.Settings;

namespace PaySsam.Callbacks.Reconciliation;

/// <summary>Wiring of the reconciliation. Nothing is asked until its settings are there.</summary>
internal static class ReconciliationServices
{
    public static IServiceCollection AddPaySsamReconciliation(
        this IServiceCollection services,
        IConfiguration configuration,
        bool loopback
    ) =>
        services
            .AddSingleton(ApiOptions.Read(configuration, loopback))
            .AddSingleton<PaySsamApi>()
            .AddSingleton<ExpectedBills>()
            .AddSingleton<ExpectedBillDesk>()
            .AddSingleton<TrustStore>()
            .AddSingleton<TrustDesk>()
            .AddSingleton<BillCheck>()
            .AddSingleton<SweepBills>()
            .AddSingleton<SweepStore>()
            .AddSingleton<SweepRun>()
            .AddSingleton<Sweeper>()
            .AddSingleton<ReconcileDesk>();
}
