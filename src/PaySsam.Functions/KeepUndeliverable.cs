using Microsoft.Azure.Functions.Worker;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Functions;

/// <summary>Likewise for <see cref="DeliverChanges"/>.</summary>
public sealed class KeepUndeliverable(PoisonKeeper keeper)
{
    [Function(nameof(KeepUndeliverable))]
    public Task RunAsync(
        [QueueTrigger(StorageNames.DeliveryPoisonQueue, Connection = StorageNames.Connection)] string message, FunctionContext context) =>
        keeper.KeepAsync(StorageNames.DeliveryQueue, message, KeepPoison.InsertedAt(context), context.CancellationToken);
}
