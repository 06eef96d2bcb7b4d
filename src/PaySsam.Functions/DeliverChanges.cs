using Microsoft.Azure.Functions.Worker;
using PaySsam.Callbacks.Storage;
using PaySsam.Callbacks.Webhook;

namespace PaySsam.Functions;

/// <summary>Posts changes to the partner's webhook. Without a webhook nothing comes.</summary>
public sealed class DeliverChanges(WebhookDelivery delivery)
{
    [Function(nameof(DeliverChanges))]
    public Task RunAsync(
        [QueueTrigger(StorageNames.DeliveryQueue, Connection = StorageNames.Connection)] string message, FunctionContext context) =>
        delivery.DeliverAsync(message, context.CancellationToken);
}
