using Azure.Storage.Queues.Models;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Storage;

namespace PaySsam.LocalHost;

/// <summary>The pumps of the product's queue triggers.</summary>
internal static class QueuePumps
{
    /// <summary>One for each queue. The argument <c>--hold hh:mm:ss</c>, for tests, sets their lease.</summary>
    public static void Add(IServiceCollection services)
    {
        Add<CallbackRecorder>(
            services,
            StorageNames.CallbackQueue,
            StorageNames.PoisonQueue,
            (recorder, message) => recorder.RecordAsync(message.Body.ToString(), CancellationToken.None)
        );
        Add<PoisonKeeper>(
            services,
            StorageNames.PoisonQueue,
            null,
            (keeper, message) =>
                keeper.KeepAsync(StorageNames.CallbackQueue, message.Body.ToString(), message.InsertedOn, CancellationToken.None)
        );
        Add<WebhookDelivery>(
            services,
            StorageNames.DeliveryQueue,
            StorageNames.DeliveryPoisonQueue,
            (delivery, message) => delivery.DeliverAsync(message.Body.ToString(), CancellationToken.None)
        );
        Add<PoisonKeeper>(
            services,
            StorageNames.DeliveryPoisonQueue,
            null,
            (keeper, message) =>
                keeper.KeepAsync(StorageNames.DeliveryQueue, message.Body.ToString(), message.InsertedOn, CancellationToken.None)
        );
    }

    private static void Add<T>(IServiceCollection services, string queue, string? poison, Func<T, QueueMessage, Task> handle)
        where T : notnull =>
        services.AddSingleton<IHostedService>(provider =>
        {
            // Messages of a receive that is given up would stay hidden until their lease ends.
            var service = provider.GetRequiredService<PatientQueues>().Service;
            var handler = provider.GetRequiredService<T>();
            return new QueuePump(
                service.GetQueueClient(queue),
                poison is null ? null : service.GetQueueClient(poison),
                message => handle(handler, message),
                provider.GetRequiredService<QueueSettings>(),
                provider.GetRequiredService<ILogger<QueuePump>>()
            )
            {
                Lease = provider.GetRequiredService<IConfiguration>().GetValue("hold", QueuePump.UsualLease),
            };
        });
}
