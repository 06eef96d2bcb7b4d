using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Ledgers;

/// <summary>
/// Tellings of one movement, and what other tellings are compared by: numbers, times and amounts. Two drafts differ where both
/// state something and state it differently. What joins a draft changes neither until <see cref="Settle"/>, and then fills gaps alone.
/// </summary>
internal sealed class Draft
{
    private readonly List<Draft> _joined = [];

    /// <param name="telling">The only one so far.</param>
    /// <param name="number">As compared: a cancellation's own alone.</param>
    /// <param name="time">As compared: a cancellation's own alone.</param>
    public Draft(Telling telling, string? number, ToldTime? time)
        : this([telling], number is null ? [] : [number], time is null ? [] : [time.Value], telling.Won is null ? [] : [telling.Won.Value])
    { }

    public Draft(List<Telling> tellings, HashSet<string> numbers, List<ToldTime> times, HashSet<long> amounts)
    {
        (Tellings, Numbers, Amounts) = (tellings, numbers, amounts);
        OwnTimes = times;
        Times = Exact(times);
        Sum();
    }

    public List<Telling> Tellings { get; }

    public HashSet<string> Numbers { get; private set; }

    public List<ToldTime> Times { get; private set; }

    public HashSet<long> Amounts { get; private set; }

    /// <summary>Every time that was told of it as its own, compared by or not.</summary>
    public List<ToldTime> OwnTimes { get; private set; }

    public string? Number { get; private set; }

    /// <summary>Of its tellings; null where only a cancellation names it.</summary>
    public Telling? First { get; private set; }

    /// <summary>Absent sorts last.</summary>
    public DateTimeOffset Earliest { get; private set; }

    public static Draft Together(IEnumerable<Draft> drafts)
    {
        var all = drafts.ToList();
        return new Draft(
            [.. all.SelectMany(draft => draft.Tellings)],
            [.. all.SelectMany(draft => draft.Numbers)],
            [.. all.SelectMany(draft => draft.OwnTimes)],
            [.. all.SelectMany(draft => draft.Amounts)]
        );
    }

    public bool SharesNumber(Draft other) => Share(Numbers, other.Numbers);

    public bool SharesTime(Draft other)
    {
        foreach (var time in Times)
        {
            foreach (var one in other.Times)
            {
                if (time.Fits(one))
                    return true;
            }
        }

        return false;
    }

    public bool FitsAmount(Draft other) => Amounts.Count == 0 || other.Amounts.Count == 0 || Share(Amounts, other.Amounts);

    public bool FitsTime(Draft other) => Times.Count == 0 || other.Times.Count == 0 || SharesTime(other);

    /// <summary>Whether nothing differs. A shared number is one movement, at whatever times it was told.</summary>
    public bool Fits(Draft other) =>
        FitsAmount(other) && (SharesNumber(other) || ((Numbers.Count == 0 || other.Numbers.Count == 0) && FitsTime(other)));

    public void Join(Draft other) => _joined.Add(other);

    public void JoinNow(Draft other)
    {
        Join(other);
        Settle();
    }

    /// <summary>Ends a step: takes in what joined.</summary>
    public void Settle()
    {
        if (_joined.Count == 0)
            return;
        var added = Together(_joined);
        _joined.Clear();
        Tellings.AddRange(added.Tellings);
        OwnTimes = [.. OwnTimes, .. added.OwnTimes];
        Numbers = Numbers.Count > 0 ? Numbers : added.Numbers;
        Times = Times.Count > 0 ? Times : added.Times;
        Amounts = Amounts.Count > 0 ? Amounts : added.Amounts;
        Sum();
    }

    private static bool Share<T>(HashSet<T> some, HashSet<T> others)
    {
        foreach (var one in some)
        {
            if (others.Contains(one))
                return true;
        }

        return false;
    }

    private void Sum()
    {
        Number = Numbers.Min(StringComparer.Ordinal);
        Earliest = Times.Count == 0 ? DateTimeOffset.MaxValue : Times.Min(time => time.At);
        First = Tellings.Min(TellingOrder.Instance);
    }

    // A time without seconds is dropped where its movement has that one.
    private static List<ToldTime> Exact(List<ToldTime> times) =>
        [.. times.Where(time => !time.IsToTheMinute || !times.Exists(other => !other.IsToTheMinute && other.Fits(time))).Distinct()];
}
