using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Functions;

/// <summary>Keeps what the queue trigger gave up on. This queue has no poison queue of its own: it is tried until it succeeds.</summary>
public sealed class KeepPoison(PoisonKeeper keeper)
{
    [Function(nameof(KeepPoison))]
    public Task RunAsync(
        [QueueTrigger(StorageNames.PoisonQueue, Connection = StorageNames.Connection)] string message, FunctionContext context) =>
        keeper.KeepAsync(StorageNames.CallbackQueue, message, InsertedAt(context), context.CancellationToken);

    // Not bound to a parameter: where that failed, so would the function, and the message would expire.
    internal static DateTimeOffset? InsertedAt(FunctionContext context) =>
        context.BindingContext.BindingData.TryGetValue("InsertionTime", out var value)
        && DateTimeOffset.TryParse(value?.ToString()?.Trim('"'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;
}
