using PaySsam.Benchmarks.Load;
using PaySsam.Callbacks.Hosting;
using PaySsam.LocalHost;

namespace PaySsam.Benchmarks.Receivers;

/// <summary>The product's way from the queue to the table, which in Azure runs on instances of its own.</summary>
internal static class Draining
{
    public static async Task RunAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddPaySsamCallbacks(builder.Configuration);
        builder.Services.AddSingleton(Drain.HostJson);
        QueuePump.Add(builder.Services);
        using var host = builder.Build();
        await host.StartAsync();
        Console.WriteLine("draining into http://127.0.0.1");
        await Console.In.ReadToEndAsync();
        await host.StopAsync();
    }
}
