namespace PaySsam.Callbacks.Queueing;

/// <summary>
/// How many writes at a time: as many as the store bears without getting slower, and callers gain from. Now and then it tries
/// half as many, or twice as many if callers had to wait, and compares how long a write takes. Twice as many are worth it while
/// that takes less than four thirds of the time: at one lane or two, that is where callers are answered equally soon. A store
/// that takes one write after the other so ends at one lane, one that has as many hands as there are writes at one for each
/// caller; or, where these are many, at eight: one of them ends within an eighth of a write's time, and more would make groups smaller.
/// </summary>
/// <remarks>After the delay-based limits of TCP Vegas and of Netflix's concurrency-limits. Not safe for use by several threads at once.</remarks>
/// <param name="first">With how many it begins, a power of two.</param>
/// <param name="time">By which it leaves a store in peace.</param>
internal sealed class Lanes(int first, TimeProvider time)
{
    // Beyond so many callers at a time they wait for one of these lanes hardly longer than for one of more.
    private const int Crowd = 24;
    private const int Enough = 8;

    private const double WorthIt = 4.0 / 3;

    // Of writes: enough for a median, and after each trial that changed nothing twice as many until the next of its kind.
    private const int Trial = 64;
    private const int LongestRest = 32 * Trial;

    // Callers who had to wait, for each write: where more lanes would answer sooner.
    private const double Waiters = 1.0 / 8;

    // Once the store has asked for fewer requests: until it can be asked for more, and until the limit of its second has passed.
    private static readonly TimeSpan Peace = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly List<TimeSpan> _settledTimes = [];
    private readonly List<TimeSpan> _trialTimes = [];
    private int _settled = first;
    private int _untilWider = Trial;
    private int _untilNarrower = Trial;
    private int _waiters;
    private int _callers;
    private long? _narrowed;
    private int _narrowedTo;

    public int Open { get; private set; } = first;

    /// <summary>What began in another one tells nothing of this one.</summary>
    public int Round { get; private set; }

    /// <summary>A write has ended well.</summary>
    /// <param name="took">How long.</param>
    /// <param name="company">How many were under way when it began, itself among them.</param>
    /// <param name="waiters">How many callers had to wait for it.</param>
    /// <param name="round">In which it began.</param>
    public void Learn(TimeSpan took, int company, int waiters, int round)
    {
        if (round != Round || company <= Open / 2)
            return;
        if (Open != _settled)
        {
            _trialTimes.Add(took);
            if (_trialTimes.Count == Trial)
                Decide();
            return;
        }

        _settledTimes.Add(took);
        _waiters += waiters;
        _callers += company * Math.Max(1, waiters);
        var writes = _settledTimes.Count;
        var most = _callers > Crowd * writes ? Enough : int.MaxValue;
        if (NarrowedWithin(Peace))
            most = Math.Min(most, _narrowedTo);
        if (writes >= Trial && _settled > most)
            Change(_settled / 2);
        else if (writes >= _untilWider && _settled < most && _waiters > Waiters * writes)
            Try(2 * _settled);
        else if (writes >= _untilNarrower && _settled > 1)
            Try(_settled / 2);
        else if (writes == LongestRest)
            Settle(_settled);
    }

    /// <summary>The store has asked for fewer requests.</summary>
    /// <param name="round">In which the write began.</param>
    public void Narrow(int round)
    {
        if (round != Round || NarrowedWithin(Second))
            return;
        _narrowed = time.GetTimestamp();
        _narrowedTo = Open > _settled ? _settled : Math.Max(1, _settled / 2);
        Change(_narrowedTo);
    }

    /// <summary>What is compared is the latest.</summary>
    private void Try(int lanes)
    {
        _settledTimes.RemoveRange(0, Math.Max(0, _settledTimes.Count - (2 * Trial)));
        Open = lanes;
        Round++;
    }

    private void Decide()
    {
        var wider = Open > _settled;
        var slowdown = wider ? Median(_trialTimes) / Median(_settledTimes) : Median(_settledTimes) / Median(_trialTimes);
        if (wider == slowdown < WorthIt)
        {
            Change(Open);
            return;
        }

        if (wider)
            _untilWider = Math.Min(2 * _untilWider, LongestRest);
        else
            _untilNarrower = Math.Min(2 * _untilNarrower, LongestRest);
        Settle(_settled);
    }

    private void Change(int lanes)
    {
        _untilWider = _untilNarrower = Trial;
        Settle(lanes);
    }

    private void Settle(int lanes)
    {
        Open = _settled = lanes;
        _settledTimes.Clear();
        _trialTimes.Clear();
        _waiters = _callers = 0;
        Round++;
    }

    private bool NarrowedWithin(TimeSpan span) => _narrowed is { } at && time.GetElapsedTime(at) < span;

    private static double Median(List<TimeSpan> times)
    {
        times.Sort();
        return times[times.Count / 2].TotalMicroseconds;
    }
}
