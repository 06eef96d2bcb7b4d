using Azure.Storage.Queues;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Settings;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Following;

/// <summary>
/// Puts a <see cref="ChangeEvent"/> on the queue <c>payment-changes</c> for each payment that a message brought: base64 of a JSON
/// array of events, as many as fit a message. The partner's own system reads them.
/// </summary>
internal sealed class ChangeQueue(PatientQueues queues, ChangeOptions options) : IRecordedFollower
{
    private readonly QueueClient _queue = queues.Service.GetQueueClient(StorageNames.ChangeQueue);

    public async Task FollowAsync(IReadOnlyList<RecordedCallback> callbacks, CancellationToken cancellationToken)
    {
        foreach (var message in EventMessage.Pack(callbacks.Where(callback => callback.IsPayment).Select(callback => ChangeEvent.Write(options.Source, callback.Received))))
            await _queue.SendAsync(message, TimeSpan.Zero, cancellationToken);
    }

    /// <summary>How long the first message that nobody has taken has waited.</summary>
    public async Task<TimeSpan> UnreadForAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        now - (await _queue.FirstInsertedAsync(cancellationToken) ?? now);
}
