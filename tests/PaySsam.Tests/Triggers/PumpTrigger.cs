using Azure.Core.Pipeline;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using PaySsam.Callbacks.Storage;
using PaySsam.LocalHost;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Triggers;

internal sealed class PumpTrigger : Trigger
{
    private readonly IHost _product;
    private readonly List<QueuePump> _pumps;

    private PumpTrigger(
        string storage,
        QueueSettings settings,
        Dictionary<string, Func<QueueMessage, Task>> handlers,
        HttpPipelineTransport? transport,
        TimeSpan hold
    )
    {
        _product = ProductHost.Build(storage, transport);
        var service = _product.Services.GetRequiredService<PatientQueues>().Service;
        _pumps =
        [
            .. handlers.Select(handler => new QueuePump(
                service.GetQueueClient(handler.Key),
                handler.Key.EndsWith("-poison", StringComparison.Ordinal) ? null : service.GetQueueClient(handler.Key + "-poison"),
                handler.Value,
                settings,
                NullLogger<QueuePump>.Instance
            )
            {
                Lease = hold,
            }),
        ];
    }

    public static async Task<Trigger> StartAsync(
        string storage,
        QueueSettings settings,
        Dictionary<string, Func<QueueMessage, Task>> handlers,
        HttpPipelineTransport? transport,
        TimeSpan hold
    )
    {
        var trigger = new PumpTrigger(storage, settings, handlers, transport, hold);
        foreach (var pump in trigger._pumps)
            await pump.StartAsync(default);
        return trigger;
    }

    public override Task StopAsync() => Task.WhenAll(_pumps.Select(pump => pump.StopAsync(default)));

    public override async ValueTask DisposeAsync()
    {
        await StopAsync();
        _pumps.ForEach(pump => pump.Dispose());
        _product.Dispose();
    }
}
