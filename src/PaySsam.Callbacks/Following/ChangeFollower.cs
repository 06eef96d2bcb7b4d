using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Settings;

namespace PaySsam.Callbacks.Following;

/// <summary>Writes the event of each payment that a message changed, once, and gives the events to every outlet.</summary>
internal sealed class ChangeFollower(ChangeOptions options, IEnumerable<IChangeOutlet> outlets) : IRecordedFollower
{
    public async Task FollowAsync(IReadOnlyList<RecordedCallback> callbacks, CancellationToken cancellationToken)
    {
        var events = callbacks.Where(callback => callback.IsPayment).Select(callback => ChangeEvent.Write(options.Source, callback.Received)).ToList();
        foreach (var outlet in outlets)
            await outlet.SendAsync(events, cancellationToken);
    }
}

/// <summary>A way in which the partner's own system learns of changes. A new one is registered in <see cref="FollowingServices"/>.</summary>
internal interface IChangeOutlet
{
    /// <summary>Returns once the events are durably on their way. If it throws, the message comes again, and so do its events.</summary>
    Task SendAsync(IReadOnlyList<byte[]> events, CancellationToken cancellationToken);
}
