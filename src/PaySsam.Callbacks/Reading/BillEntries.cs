using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Reading;

/// <summary>What counts of a bill: of all entries with one state and one approval number, the one of the highest rank.</summary>
internal sealed class BillEntries
{
    private readonly List<JournalEntry> _all = [];
    private readonly Dictionary<(ApprState State, string? ApprNum), int> _places = [];

    /// <summary>In the order in which the first of each state and number came.</summary>
    public IReadOnlyList<JournalEntry> All => _all;

    public void Add(JournalEntry entry)
    {
        if (_places.TryAdd((entry.State, entry.ApprNum), _all.Count))
            _all.Add(entry);
        else if (_places[(entry.State, entry.ApprNum)] is var place && string.CompareOrdinal(entry.Rank, _all[place].Rank) > 0)
            _all[place] = entry;
    }
}
