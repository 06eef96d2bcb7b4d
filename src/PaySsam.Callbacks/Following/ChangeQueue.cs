using Azure.Storage.Queues;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Following;

/// <summary>
/// The queue <c>payment-changes</c>: base64 of a JSON array of events, as many as fit a message. The partner's own system reads it.
/// </summary>
internal sealed class ChangeQueue(PatientQueues queues) : IChangeOutlet
{
    private readonly QueueClient _queue = queues.Service.GetQueueClient(StorageNames.ChangeQueue);

    public async Task SendAsync(IReadOnlyList<byte[]> events, CancellationToken cancellationToken)
    {
        foreach (var message in EventMessage.Pack(events))
            await _queue.SendAsync(message, TimeSpan.Zero, cancellationToken);
    }

    /// <summary>How long the first message that nobody has taken has waited.</summary>
    public async Task<TimeSpan> UnreadForAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        now - (await _queue.FirstInsertedAsync(cancellationToken) ?? now);
}
