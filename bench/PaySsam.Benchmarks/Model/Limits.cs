namespace PaySsam.Benchmarks.Model;

/// <summary>Azure's published targets, second by second.</summary>
internal sealed class Limits(ModelSettings settings)
{
    private readonly Lock _turn = new();
    private readonly Dictionary<string, int> _taken = [];
    private bool _lifted;
    private long _second;

    /// <summary>Requests to an account.</summary>
    public bool OfAccount() => Take("account", 1, 20_000 * settings.Share);

    /// <summary>Messages that are put on a queue, taken, hidden again or deleted.</summary>
    public bool OfQueue(string queue, int messages) => Take($"queue {queue}", messages, 2000);

    /// <summary>Entities of a table's partition.</summary>
    public bool OfPartition(string table, string key, int entities) => Take($"table {table} {key}", entities, 2000);

    /// <summary>From now on there are none.</summary>
    public void Lift() => _lifted = true;

    private bool Take(string what, int count, double most)
    {
        lock (_turn)
        {
            var second = Environment.TickCount64 / 1000;
            if (second != _second)
                _taken.Clear();
            _second = second;
            var taken = _taken.GetValueOrDefault(what) + count;
            if (taken > most && !_lifted)
                return false;
            _taken[what] = taken;
            return true;
        }
    }
}
