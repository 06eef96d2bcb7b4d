using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Functions;

/// <summary>One function for each queue. host.json leaves the base64 of messages to us.</summary>
public sealed class QueueFunctions(CallbackRecorder recorder, WebhookDelivery delivery, PoisonKeeper keeper)
{
    /// <summary>Records what was acknowledged.</summary>
    [Function(nameof(RecordPayments))]
    public Task RecordPayments(
        [QueueTrigger(StorageNames.CallbackQueue, Connection = StorageNames.Connection)] string message,
        FunctionContext context
    ) => recorder.RecordAsync(message, context.CancellationToken);

    /// <summary>Posts changes to the partner's webhook. Without a webhook its queue stays empty.</summary>
    [Function(nameof(DeliverChanges))]
    public Task DeliverChanges(
        [QueueTrigger(StorageNames.DeliveryQueue, Connection = StorageNames.Connection)] string message,
        FunctionContext context
    ) => delivery.DeliverAsync(message, context.CancellationToken);

    /// <summary>
    /// Keeps what the trigger gave up on. A poison queue has no poison queue: its messages are tried until they are kept.
    /// </summary>
    [Function(nameof(KeepPoison))]
    public Task KeepPoison(
        [QueueTrigger(StorageNames.PoisonQueue, Connection = StorageNames.Connection)] string message,
        FunctionContext context
    ) => keeper.KeepAsync(StorageNames.CallbackQueue, message, InsertedAt(context), context.CancellationToken);

    /// <summary>The same for <see cref="DeliverChanges"/>.</summary>
    [Function(nameof(KeepUndeliverable))]
    public Task KeepUndeliverable(
        [QueueTrigger(StorageNames.DeliveryPoisonQueue, Connection = StorageNames.Connection)] string message,
        FunctionContext context
    ) => keeper.KeepAsync(StorageNames.DeliveryQueue, message, InsertedAt(context), context.CancellationToken);

    // Not a bound parameter: if binding failed, so would the function, and the message would expire.
    private static DateTimeOffset? InsertedAt(FunctionContext context) =>
        context.BindingContext.BindingData.TryGetValue("InsertionTime", out var value)
        && DateTimeOffset.TryParse(value?.ToString()?.Trim('"'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;
}
