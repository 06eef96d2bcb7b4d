using PaySsam.Benchmarks.Load;
using PaySsam.Callbacks.Hosting;
using PaySsam.LocalHost;

namespace PaySsam.Benchmarks.Receivers;

/// <summary>
/// The product's HTTP side, and what takes from the queue what that put there: in Azure each runs on instances of its own.
/// </summary>
internal static class Ours
{
    public static Task ReceiveAsync() => RunAsync(_ => { }, app => app.MapPaySsam());

    public static Task DrainAsync() =>
        RunAsync(
            services =>
            {
                services.AddSingleton(Drain.HostJson);
                QueuePumps.Add(services);
            },
            _ => { }
        );

    private static async Task RunAsync(Action<IServiceCollection> add, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddPaySsamCallbacks(builder.Configuration);
        add(builder.Services);
        await using var app = builder.Build();
        map(app);
        await Listening.RunAsync(app);
    }
}
