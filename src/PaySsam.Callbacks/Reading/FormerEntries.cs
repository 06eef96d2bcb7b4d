using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Reading;

/// <summary>
/// What counts of a bill by the rows of older versions: of all that have one state and one approval number, the one of the highest rank.
/// </summary>
internal sealed class FormerEntries
{
    private readonly List<(JournalEntry Entry, string Rank)> _all = [];
    private readonly Dictionary<(ApprState State, string? ApprNum), int> _places = [];

    /// <summary>In the order in which the first of each state and number came.</summary>
    public IEnumerable<JournalEntry> All => _all.Select(one => one.Entry);

    public void Add((JournalEntry Entry, string Rank) one)
    {
        var key = (one.Entry.State, one.Entry.Details.ApprNum);
        if (_places.TryAdd(key, _all.Count))
            _all.Add(one);
        else if (_places[key] is var place && string.CompareOrdinal(one.Rank, _all[place].Rank) > 0)
            _all[place] = one;
    }
}
