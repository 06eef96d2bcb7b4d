namespace PaySsam.Callbacks.Ledgers;

/// <summary>Rule 9 of <see cref="Ledger"/>: cancellations that name no payment.</summary>
internal sealed class UnnamedCancellations
{
    private readonly PaymentBook _payments;

    private UnnamedCancellations(PaymentBook payments) => _payments = payments;

    /// <summary>Finds each its payment. Returns those of a bill without payments.</summary>
    public static List<Draft> Assign(PaymentBook payments, IEnumerable<Draft> drafts)
    {
        var unnamed = new UnnamedCancellations(payments);
        var groups = new List<Draft>();
        groups.Gather(unnamed.WithoutClearWordings(drafts));
        if (payments.All.Count == 0)
            return WithoutPayment(groups);
        var known = payments.All.SelectMany(paid => paid.Known).ToList();
        var clearFirst = groups.OrderByDescending(group => IsClear(known.Closest(group), group));
        List<Draft> inOrder = [.. clearFirst.ThenBy(group => group, Gathering.InOrder)];
        foreach (var group in inOrder)
        {
            if (!unnamed.IsWording(group) && !unnamed.CancelsOfItsAmount(group))
                unnamed.CancelsAnotherAmount(group);
        }

        foreach (var paid in payments.All)
            paid.Close();
        return [];
    }

    // What shares a number or a time with a known cancellation is a wording of it, before it can be taken for one of another.
    private List<Draft> WithoutClearWordings(IEnumerable<Draft> drafts)
    {
        var known = _payments.All.SelectMany(paid => paid.Cancellations).ToList();
        var rest = new List<Draft>();
        foreach (var draft in drafts)
        {
            if (known.Closest(draft) is { } cancellation && IsClear(cancellation, draft))
                cancellation.Join(draft);
            else
                rest.Add(draft);
        }

        known.ForEach(cancellation => cancellation.Settle());
        return rest;
    }

    private static bool IsClear(Draft? cancellation, Draft wording) =>
        cancellation is not null && (cancellation.SharesNumber(wording) || cancellation.SharesTime(wording));

    // (a) A wording of a cancellation from which it does not differ.
    private bool IsWording(Draft group)
    {
        var known = _payments
            .All.SelectMany(paid => paid.Known, (paid, draft) => (Paid: paid, Draft: draft))
            .Where(pair => pair.Draft.Fits(group))
            .ToList();
        if (known.Select(pair => pair.Draft).Closest(group) is not { } closest)
            return false;
        known.First(pair => pair.Draft == closest).Paid.AddWording(closest, group);
        return true;
    }

    // (b) The latest payment of its amount that is not cancelled whole; (c) failing that, a wording of the latest one's cancellation.
    private bool CancelsOfItsAmount(Draft group)
    {
        var ofItsAmount = _payments.All.Where(paid => paid.Payment.FitsAmount(group)).ToList();
        if (Latest(ofItsAmount.Where(paid => paid.Whole is null), group) is { } open)
            open.Add(group);
        else if (Latest(ofItsAmount, group) is { Whole: { } whole } paid && (paid.Payment.Amounts.Count > 0 || whole.FitsAmount(group)))
            whole.JoinNow(group);
        else
            return false;
        return true;
    }

    // (d) Another amount of the latest payment.
    private void CancelsAnotherAmount(Draft group) => Latest(_payments.All, group)!.Add(group);

    // (e) Those of one amount are one.
    private static List<Draft> WithoutPayment(List<Draft> groups)
    {
        var amounts = groups.Where(group => group.Amounts.Count > 0).GroupBy(group => group.Amounts.First());
        List<Draft> all = [.. amounts.Select(Draft.Together)];
        var rest = groups.Where(group => group.Amounts.Count == 0).ToList();
        if (all.Count == 0)
            return rest.Count == 0 ? [] : [Draft.Together(rest)];
        foreach (var group in rest)
            (all.Closest(group) ?? all.Min(Gathering.InOrder)!).Join(group);
        all.ForEach(cancellation => cancellation.Settle());
        return all;
    }

    // At or before the cancellation's time; failing that, at any time.
    private static Paid? Latest(IEnumerable<Paid> inOrder, Draft group)
    {
        var payments = inOrder.ToList();
        var until = group.Times.Count == 0 ? (DateTimeOffset?)null : group.Times.Max(time => time.End);
        return payments.FindLast(paid => paid.Payment.Earliest <= until)
            ?? payments.FindLast(paid => paid.Payment.Times.Count > 0)
            ?? payments.LastOrDefault();
    }
}
