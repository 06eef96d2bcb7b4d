using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Ledgers;

/// <summary>A bill's cancellations by payment: rule 5 of <see cref="Ledger"/>, then 6 to 8 of each <see cref="Paid"/>.</summary>
internal static class CancellationBook
{
    /// <summary>Gives each payment its cancellations. Returns the drafts of those tellings that name no payment.</summary>
    public static List<Draft> Assign(PaymentBook payments, IEnumerable<Telling> tellings)
    {
        var named = tellings
            .Where(telling => telling.State is ApprState.C)
            .Select(telling => (Paid: Named(telling, payments), Telling: telling))
            .ToLookup(pair => pair.Paid, pair => Own(pair.Telling, pair.Paid, payments));
        foreach (var paid in payments.All)
        {
            paid.AddWithAmount([.. named[paid].Where(draft => draft.Amounts.Count > 0)]);
            paid.AddWithoutAmount(named[paid].Where(draft => draft.Amounts.Count == 0));
        }

        return [.. named[null]];
    }

    // Rule 5. Its own time names a payment only to the second: in one minute a payment can be cancelled and made again.
    private static Paid? Named(Telling telling, PaymentBook payments) =>
        payments.OfNumber(telling.OriginNumber)
        ?? payments.OfOrigin(telling.OriginTime, telling)
        ?? payments.OfNumber(telling.Number)
        ?? (telling.Time is { IsToTheMinute: false } time ? payments.At(time, telling) : null);

    // Rule 5, at its end: what a telling has from a payment says nothing of the cancellation.
    private static Draft Own(Telling telling, Paid? paid, PaymentBook payments)
    {
        var number = payments.OfNumber(telling.Number) is null ? telling.Number : null;
        var isOriginal = telling.Time is { } time && (paid?.Payment.Times.Exists(time.Fits) ?? payments.HasTime(time));
        return new Draft(telling, number, isOriginal ? null : telling.Time);
    }
}
