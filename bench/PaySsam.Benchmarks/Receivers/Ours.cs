using PaySsam.Callbacks.Hosting;
using PaySsam.LocalHost;

namespace PaySsam.Benchmarks.Receivers;

/// <summary>The product's HTTP side, as it runs in Azure: what drains the queue runs on other instances.</summary>
internal static class Ours
{
    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddPaySsamCallbacks(builder.Configuration);
        await using var app = builder.Build();
        app.MapPaySsam();
        await Listening.RunAsync(app);
    }
}
