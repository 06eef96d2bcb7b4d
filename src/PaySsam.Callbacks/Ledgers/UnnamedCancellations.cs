namespace PaySsam.Callbacks.Ledgers;

/// <summary>Rule 9 of <see cref="Ledger"/>: cancellations that name no payment.</summary>
internal sealed class UnnamedCancellations
{
    private readonly PaymentBook _payments;
    private readonly List<Draft> _known;

    private UnnamedCancellations(PaymentBook payments) =>
        (_payments, _known) = (payments, [.. payments.All.SelectMany(paid => paid.Cancellations)]);

    /// <summary>Finds each its payment. Returns those of a bill without payments.</summary>
    public static List<Draft> Assign(PaymentBook payments, IEnumerable<Draft> drafts)
    {
        var groups = new List<Draft>();
        groups.Gather(drafts);
        groups.Sort(Gathering.InOrder);
        var unnamed = new UnnamedCancellations(payments);
        if (payments.All.Count == 0)
            return WithoutPayment(groups);
        foreach (var group in groups)
        {
            if (!unnamed.IsWording(group) && !unnamed.CancelsOfItsAmount(group))
                unnamed.CancelsAnotherAmount(group);
        }

        return [];
    }

    // (a) A wording of a cancellation from which it does not differ.
    private bool IsWording(Draft group)
    {
        if (_known.Closest(group) is not { } cancellation)
            return false;
        cancellation.JoinNow(group);
        return true;
    }

    // (b) The latest payment of its amount that is not cancelled whole; (c) failing that, a wording of the latest one's cancellation.
    private bool CancelsOfItsAmount(Draft group)
    {
        var ofItsAmount = _payments.All.Where(paid => paid.Payment.FitsAmount(group)).ToList();
        if (Latest(ofItsAmount.Where(paid => paid.Whole is null), group) is { } open)
            open.Whole = group;
        else if (Latest(ofItsAmount, group) is { Whole: { } whole })
            whole.JoinNow(group);
        else
            return false;
        return true;
    }

    // (d) Another amount of the latest payment.
    private void CancelsAnotherAmount(Draft group) => Latest(_payments.All, group)!.Others.Add(group);

    // (e) Those of one amount are one.
    private static List<Draft> WithoutPayment(List<Draft> groups)
    {
        List<Draft> all = [.. groups.Where(group => group.Amounts.Count > 0).GroupBy(group => group.Amounts.First()).Select(Draft.Together)];
        var rest = groups.Where(group => group.Amounts.Count == 0).ToList();
        if (all.Count == 0)
            return rest.Count == 0 ? [] : [Draft.Together(rest)];
        foreach (var group in rest)
            (all.Closest(group) ?? all.Min(Gathering.InOrder)!).Join(group);
        all.ForEach(cancellation => cancellation.Settle());
        return all;
    }

    // At or before the cancellation's time; failing that, at any time.
    private static Paid? Latest(IEnumerable<Paid> payments, Draft group)
    {
        var all = payments.OrderBy(paid => paid.Payment, Gathering.InOrder).ToList();
        var until = group.Times.Count == 0 ? (DateTimeOffset?)null : group.Times.Max(time => time.End);
        return all.FindLast(paid => paid.Payment.Earliest <= until) ?? all.FindLast(paid => paid.Payment.Times.Count > 0) ?? all.LastOrDefault();
    }
}
