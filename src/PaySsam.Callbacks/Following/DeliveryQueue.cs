using Azure.Storage.Queues;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Settings;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Following;

/// <summary>The queue <c>payment-deliveries</c>: the same events as for the partner's own queue, on their way to the webhook.</summary>
public sealed class DeliveryQueue(PatientQueues queues, ChangeOptions options) : IChangeOutlet
{
    private readonly QueueClient _queue = queues.Service.GetQueueClient(StorageNames.DeliveryQueue);

    Task IChangeOutlet.SendAsync(IReadOnlyList<byte[]> events, CancellationToken cancellationToken) =>
        EnqueueAsync(attempt: 0, events, TimeSpan.Zero, cancellationToken);

    /// <summary>Returns once the event of a bill, as it is now, is on its way.</summary>
    public Task EnqueueAsync(Bill bill, CancellationToken cancellationToken) =>
        EnqueueAsync(attempt: 0, [ChangeEvent.Write(options.Source, ChangedBill.Of(bill))], TimeSpan.Zero, cancellationToken);

    /// <summary>Returns once the events wait for an attempt.</summary>
    public async Task EnqueueAsync(int attempt, IEnumerable<byte[]> events, TimeSpan delay, CancellationToken cancellationToken)
    {
        foreach (var text in DeliveryMessage.Encode(attempt, events))
            await EnqueueAsync(text, delay, cancellationToken);
    }

    /// <summary>The same, for the text of a message.</summary>
    public Task EnqueueAsync(string text, TimeSpan delay, CancellationToken cancellationToken) =>
        _queue.SendAsync(text, delay, cancellationToken);
}
