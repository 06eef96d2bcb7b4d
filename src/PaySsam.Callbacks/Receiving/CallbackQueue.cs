using Azure;
using Azure.Storage.Queues;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Receiving;

/// <summary>The queue between the acknowledgement and the table. Callbacks that come at once travel together in one message.</summary>
public sealed class CallbackQueue
{
    // More than any host lets in at once; with callbacks of a usual size, some tenths of a second of writing.
    private const int MostWaiting = 1000;

    // So few callers wait for nobody, and a crowd's messages stay few. ADR 8 has the measurements.
    internal const int Lanes = 16;
    internal const int Crowd = 32;

    // The same as each caller's: storage that asks for a longer pause must not hold up those who come after.
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(5);

    /// <summary>As long as a message that failed waits: <c>visibilityTimeout</c> in host.json.</summary>
    internal static readonly TimeSpan UntilNextTry = TimeSpan.FromSeconds(30);

    private readonly QueueClient _queue;
    private readonly QueueClient _patient;
    private readonly GroupCommit _commit;
    private readonly TimeProvider _time;

    /// <summary>Adds to the queue <c>payssam-callbacks</c>.</summary>
    public CallbackQueue(QueueServiceClient service, PatientQueues patient, TimeProvider time)
    {
        _time = time;
        _queue = service.GetQueueClient(StorageNames.CallbackQueue);
        _patient = patient.Service.GetQueueClient(StorageNames.CallbackQueue);
        _commit = new GroupCommit(WriteAsync, CallbackMessage.Room, MostWaiting, Lanes, Crowd);
    }

    /// <summary>
    /// Returns once the callback is durably stored; whatever it throws, the callback must not be acknowledged. It may
    /// be stored all the same, which a later repeat does not mind.
    /// </summary>
    /// <exception cref="RequestFailedException">Storage refused or could not be reached.</exception>
    /// <exception cref="InvalidOperationException">1,000 callbacks wait already.</exception>
    /// <exception cref="OperationCanceledException">The time was up.</exception>
    public Task EnqueueAsync(ReceivedCallback callback, CancellationToken cancellationToken) =>
        _commit.CommitAsync(CallbackMessage.EncodeItem(callback), cancellationToken);

    /// <summary>The same, for the text of a message.</summary>
    public Task EnqueueAsync(string text, CancellationToken cancellationToken) => _queue.SendAsync(text, TimeSpan.Zero, cancellationToken);

    /// <summary>
    /// Returns once some callbacks of a message whose others were recorded stand on the queue as a message of their own, which
    /// comes after half a minute. It fails as a whole from then on, so that the queue counts its tries.
    /// </summary>
    /// <exception cref="RequestFailedException">Storage refused or could not be reached: the message they are from must come
    /// again.</exception>
    internal Task PutBackAsync(IEnumerable<CallbackMessage.Item> items, CancellationToken cancellationToken) =>
        _patient.SendAsync(CallbackMessage.Encode(items), UntilNextTry, cancellationToken);

    private async Task WriteAsync(IReadOnlyCollection<byte[]> items)
    {
        using var budget = new CancellationTokenSource(Budget, _time);
        await EnqueueAsync(CallbackMessage.Join(items), budget.Token);
    }
}
