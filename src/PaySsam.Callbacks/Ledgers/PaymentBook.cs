using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Ledgers;

/// <summary>A bill's payments: rules 2 to 4 of <see cref="Ledger"/>.</summary>
internal sealed class PaymentBook
{
    private readonly Dictionary<string, Paid> _byNumber = new(StringComparer.Ordinal);
    private readonly List<Paid> _all;

    public PaymentBook(IReadOnlyList<Telling> tellings)
    {
        var payments = Numbered(tellings);
        AddUnnumbered(payments, tellings);
        _all = [.. payments.Select(payment => new Paid(payment, isTold: true))];
        foreach (var paid in _all.Where(paid => paid.Payment.Number is not null))
            _byNumber[paid.Payment.Number!] = paid;
        NameThoseOfCancellations(tellings);
        _all.Sort((one, other) => Gathering.InOrder.Compare(one.Payment, other.Payment));
    }

    /// <summary>In order of time, absent last.</summary>
    public IReadOnlyList<Paid> All => _all;

    public Paid? OfNumber(string? number) => number is null ? null : _byNumber.GetValueOrDefault(number);

    /// <summary>The only payment of a cancellation's amount at a time; null where there is none or there are several.</summary>
    public Paid? At(ToldTime? time, Telling telling)
    {
        if (time is null)
            return null;
        var draft = new Draft(telling, number: null, time);
        return Only(time.Value, _all.Where(paid => paid.Payment.SharesTime(draft) && paid.Payment.FitsAmount(draft)));
    }

    /// <summary>As <see cref="At"/>; failing that, the only larger payment at that time.</summary>
    public Paid? OfOrigin(ToldTime? time, Telling telling)
    {
        if (time is null)
            return null;
        var draft = new Draft(telling, number: null, time);
        var there = _all.Where(paid => paid.Payment.SharesTime(draft) && paid.HasAtLeast(draft))
            .ToLookup(paid => paid.Payment.FitsAmount(draft));
        return Only(time.Value, there[there.Contains(true)]);
    }

    public bool HasTime(ToldTime time) => _all.Exists(paid => paid.Payment.Times.Exists(time.Fits));

    // Rule 2.
    private static List<Draft> Numbered(IEnumerable<Telling> tellings) =>
        [
            .. tellings
                .Where(telling => telling.State is ApprState.F && telling.Number is not null)
                .GroupBy(telling => telling.Number)
                .Select(number => Draft.Together(number.Select(telling => new Draft(telling, telling.Number, telling.Time)))),
        ];

    // Rule 3.
    private static void AddUnnumbered(List<Draft> payments, IEnumerable<Telling> tellings) =>
        payments.Gather(
            tellings
                .Where(telling => telling.State is ApprState.F && telling.Number is null)
                .Select(telling => new Draft(telling, null, telling.Time))
        );

    // Rule 4. A number that no payment has is that of an unnumbered payment, or of one not told. The tellings that say most decide.
    private void NameThoseOfCancellations(IEnumerable<Telling> tellings)
    {
        var unnumbered = _all.Where(paid => paid.Payment.Number is null).ToList();
        var unknown = tellings
            .Where(telling => telling is { State: ApprState.C, OriginNumber: not null })
            .Where(telling => OfNumber(telling.OriginNumber) is null)
            .GroupBy(telling => telling.OriginNumber!)
            .OrderBy(number => number.Key, StringComparer.Ordinal);
        foreach (var number in unknown.ToList())
        {
            var origins = number.Select(telling => new Draft(telling, null, telling.OriginTime)).ToList();
            var most = origins.Max(HowTelling);
            _byNumber[number.Key] =
                unnumbered
                    .SelectMany(paid => origins.Where(origin => HowTelling(origin) == most), (paid, origin) => (paid, origin))
                    .Where(pair => Fits(pair.paid, pair.origin))
                    .OrderByDescending(pair => pair.paid.Payment.SharesTime(pair.origin))
                    .ThenBy(pair => pair.paid.Payment, Gathering.InOrder)
                    .FirstOrDefault()
                    .paid
                ?? AddUntold(number.Key, origins);
        }
    }

    private static Paid? Only(ToldTime time, IEnumerable<Paid> payments)
    {
        var there = payments.ToList();
        var exactly = there.FindAll(paid => paid.Payment.Times.Contains(time));
        return there.Count == 1 ? there[0]
            : exactly.Count == 1 ? exactly[0]
            : null;
    }

    private Paid AddUntold(string number, List<Draft> origins)
    {
        var amounts = origins.SelectMany(origin => origin.Amounts).ToList();
        var untold = new Draft([], [number], [.. origins.SelectMany(origin => origin.Times)], amounts.Count == 0 ? [] : [amounts.Max()]);
        _all.Add(new Paid(untold, isTold: false));
        return _all[^1];
    }

    private static bool Fits(Paid paid, Draft origin) =>
        paid.Payment.SharesTime(origin) ? paid.HasAtLeast(origin) : paid.Payment.FitsTime(origin) && paid.Payment.FitsAmount(origin);

    private static (bool, bool, bool) HowTelling(Draft origin) =>
        (origin.Times.Exists(time => !time.IsToTheMinute), origin.Times.Count > 0, origin.Amounts.Count > 0);
}
