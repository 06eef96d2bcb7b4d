using Microsoft.Azure.Functions.Worker;
using PaySsam.Callbacks.Payments;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Functions;

/// <summary>Records what was acknowledged. host.json leaves the message's base64 to us.</summary>
public sealed class RecordPayments(CallbackRecorder recorder)
{
    [Function(nameof(RecordPayments))]
    public Task RunAsync(
        [QueueTrigger(StorageNames.CallbackQueue, Connection = StorageNames.Connection)] string message, FunctionContext context) =>
        recorder.RecordAsync(message, context.CancellationToken);
}
