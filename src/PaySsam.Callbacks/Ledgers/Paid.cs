namespace PaySsam.Callbacks.Ledgers;

/// <summary>A payment and its cancellations.</summary>
/// <param name="payment">What was told of it.</param>
/// <param name="isTold">False for one that only cancellations name: it is compared by, but it is not a movement.</param>
internal sealed class Paid(Draft payment, bool isTold)
{
    private readonly List<Draft> _others = [];
    private List<Draft> _open = [];

    public Draft Payment => payment;

    public bool IsTold => isTold;

    /// <summary>The one cancellation of the whole payment.</summary>
    public Draft? Whole { get; private set; }

    /// <summary>The whole cancellation and those of another amount.</summary>
    public IEnumerable<Draft> Cancellations => Whole is null ? _others : _others.Prepend(Whole);

    /// <summary>Beside them, tellings without an amount that still can be of either.</summary>
    public IEnumerable<Draft> Known => Cancellations.Concat(_open);

    /// <summary>Whether a cancellation can be of this payment by its origin time: of its amount, or of a part.</summary>
    public bool HasAtLeast(Draft cancellation) =>
        payment.FitsAmount(cancellation) || cancellation.Amounts.Any(won => payment.Amounts.Max() > won);

    /// <summary>
    /// Rules 6 and 7: those of its amount are its one whole cancellation; those of another are cancellations of their own. Of a payment
    /// without amount, the largest is taken for the whole.
    /// </summary>
    public void AddWithAmount(IReadOnlyCollection<Draft> drafts)
    {
        var largest = drafts.SelectMany(draft => draft.Amounts).OrderDescending().Take(1);
        var amounts = payment.Amounts.Count > 0 ? payment.Amounts : [.. largest];
        var ofWhole = drafts.ToLookup(draft => draft.Amounts.Overlaps(amounts));
        if (ofWhole.Contains(true))
            Whole = Draft.Together(ofWhole[true]);
        _others.Gather(ofWhole[false]);
    }

    /// <summary>
    /// Rule 8: those without amount belong to the whole cancellation; failing that, to another from which they do not differ. One that
    /// states a number or a time, and shares neither, waits for rule 9 to find more cancellations.
    /// </summary>
    public void AddWithoutAmount(IEnumerable<Draft> drafts) =>
        _open = Unplaced(
            drafts,
            (draft, other) => draft is { Numbers.Count: 0, Times.Count: 0 } || draft.SharesNumber(other) || draft.SharesTime(other)
        );

    /// <summary>Rule 9 found a cancellation of this payment.</summary>
    public void Add(Draft cancellation)
    {
        if (Whole is null && payment.FitsAmount(cancellation))
            Whole = cancellation;
        else
            _others.Add(cancellation);
        AddWithoutAmount(_open);
    }

    /// <summary>Adds a wording to one of <see cref="Known"/>, which may then have an amount.</summary>
    public void AddWording(Draft known, Draft wording)
    {
        known.JoinNow(wording);
        if (known.Amounts.Count == 0 || !_open.Remove(known))
            return;
        if (Cancellations.Closest(known) is { } other)
            other.JoinNow(known);
        else
            Add(known);
    }

    /// <summary>The end of rule 8: what no cancellation was found for is the whole one.</summary>
    public void Close()
    {
        var rest = Unplaced(_open, (_, _) => true);
        if (rest.Count > 0)
            Whole = Draft.Together(rest);
        _open = [];
    }

    private List<Draft> Unplaced(IEnumerable<Draft> drafts, Func<Draft, Draft, bool> isOf)
    {
        var rest = new List<Draft>();
        foreach (var draft in drafts)
        {
            if (Whole is not null)
                Whole.Join(draft);
            else if (_others.Closest(draft) is { } other && isOf(draft, other))
                other.Join(draft);
            else
                rest.Add(draft);
        }

        Whole?.Settle();
        _others.ForEach(other => other.Settle());
        return rest;
    }
}
