using Azure.Core.Pipeline;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Recording;
using PaySsam.LocalHost;

namespace PaySsam.Tests.Triggers;

/// <summary>A queue trigger at work.</summary>
internal abstract class Trigger : IAsyncDisposable
{
    /// <summary>For how long a message in work is hidden here, where the deployed listener hides it for ten minutes.</summary>
    public static readonly TimeSpan Hold = TimeSpan.FromSeconds(10);

    /// <summary>How often its host stopped, and was started again.</summary>
    public virtual int Restarts => 0;

    /// <param name="kind">Which of the two.</param>
    /// <param name="storage">A connection string.</param>
    /// <param name="settings">As in host.json.</param>
    /// <param name="handlers">By the name of the queue.</param>
    /// <param name="transport">What carries its requests to storage.</param>
    /// <param name="hold">Null for <see cref="Hold"/>.</param>
    public static async Task<Trigger> StartAsync(
        TriggerKind kind,
        string storage,
        QueueSettings settings,
        Dictionary<string, Func<QueueMessage, Task>> handlers,
        HttpPipelineTransport? transport = null,
        TimeSpan? hold = null
    ) =>
        kind is TriggerKind.Pump
            ? await PumpTrigger.StartAsync(storage, settings, handlers, transport, hold ?? Hold)
            : ListenerTrigger.Start(storage, settings, handlers, transport, hold ?? Hold);

    /// <summary>The product's own two functions.</summary>
    public static Task<Trigger> StartProductAsync(TriggerKind kind, string storage, QueueSettings settings, IHost product) =>
        StartAsync(
            kind,
            storage,
            settings,
            new Dictionary<string, Func<QueueMessage, Task>>
            {
                ["payssam-callbacks"] = message =>
                    product.Services.GetRequiredService<CallbackRecorder>().RecordAsync(message.Body.ToString(), default),
                ["payssam-callbacks-poison"] = message =>
                    product
                        .Services.GetRequiredService<PoisonKeeper>()
                        .KeepAsync("payssam-callbacks", message.Body.ToString(), message.InsertedOn, default),
            }
        );

    /// <summary>Ends when what is in work is done.</summary>
    public abstract Task StopAsync();

    public abstract ValueTask DisposeAsync();
}
