using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Settings;

namespace PaySsam.Callbacks.Following;

/// <summary>Writes the event of each payment that a message changed, once, and gives the events to every outlet.</summary>
internal sealed class ChangeFollower(ChangeOptions options, IEnumerable<IChangeOutlet> outlets) : IRecordedFollower
{
    private readonly IChangeOutlet[] _outlets = [.. outlets];

    public async Task FollowAsync(IReadOnlyList<RecordedCallback> callbacks, CancellationToken cancellationToken)
    {
        if (_outlets.Length == 0)
            return;
        var events = callbacks
            .Where(callback => callback.IsPayment)
            .Select(callback => ChangeEvent.Write(options.Source, callback.Received))
            .ToList();
        foreach (var outlet in _outlets)
            await outlet.SendAsync(events, cancellationToken);
    }
}
