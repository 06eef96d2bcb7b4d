namespace PaySsam.Simulator.Serving;

/// <summary>All bills, in memory. For several threads.</summary>
internal sealed class Register
{
    private readonly Lock _turn = new();
    private readonly Dictionary<string, int> _places = [];
    private readonly List<Bill> _bills = [];

    /// <summary>As they are now, in the order in which they came.</summary>
    public IReadOnlyList<Bill> All
    {
        get
        {
            lock (_turn)
                return [.. _bills];
        }
    }

    public Bill? Find(string id)
    {
        lock (_turn)
            return _places.TryGetValue(id, out var place) ? _bills[place] : null;
    }

    /// <summary>Adds all of them, or none and false where an id is used already.</summary>
    public bool TryAdd(IReadOnlyCollection<Bill> bills)
    {
        lock (_turn)
        {
            if (bills.Any(bill => _places.ContainsKey(bill.Id)) || bills.DistinctBy(bill => bill.Id).Count() < bills.Count)
                return false;
            foreach (var bill in bills)
            {
                _places.Add(bill.Id, _bills.Count);
                _bills.Add(bill);
            }

            return true;
        }
    }

    /// <summary>Changes a bill that there is, and returns it; null, and no change, where <paramref name="change"/> has none.</summary>
    public Bill? Change(string id, Func<Bill, Bill?> change)
    {
        lock (_turn)
        {
            var place = _places[id];
            var changed = change(_bills[place]);
            if (changed is not null)
                _bills[place] = changed;
            return changed;
        }
    }
}
