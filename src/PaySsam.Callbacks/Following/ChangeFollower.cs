using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Settings;

namespace PaySsam.Callbacks.Following;

/// <summary>
/// Writes an event for each bill whose event would now say something else, and gives the events to every outlet. A message that came before
/// makes an event again: what was told then is not known.
/// </summary>
internal sealed class ChangeFollower(ChangeOptions options, IEnumerable<IChangeOutlet> outlets) : IRecordedFollower
{
    private readonly IChangeOutlet[] _outlets = [.. outlets];

    public async Task FollowAsync(IReadOnlyList<RecordedBill> bills, CancellationToken cancellationToken)
    {
        if (_outlets.Length == 0)
            return;
        var events = bills
            .Select(bill => (bill.Change, Changed: ChangedBill.Of(bill.Payment, bill.Change)))
            .Where(bill => bill.Change.IsAgain || bill.Changed.Differs(bill.Change))
            .Select(bill => ChangeEvent.Write(options.Source, bill.Changed))
            .ToList();
        foreach (var outlet in _outlets)
            await outlet.SendAsync(events, cancellationToken);
    }
}
