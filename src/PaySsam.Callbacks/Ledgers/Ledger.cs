namespace PaySsam.Callbacks.Ledgers;

/// <summary>
/// A bill's money, each won once, from its distinct callbacks in any order. Pure: it follows from the set of callbacks; when each
/// came, and how, decides nothing but the fields that say so. The rules:
/// <list type="number">
/// <item>Read number, time and amount of each telling: <see cref="Telling"/>.</item>
/// <item>One payment for each number: <see cref="PaymentBook"/>.</item>
/// <item>Payments without a number, the most telling first: there.</item>
/// <item>Payments that only a cancellation names: there.</item>
/// <item>The payment that a cancellation names: <see cref="CancellationBook"/>.</item>
/// <item>A payment's one whole cancellation: there.</item>
/// <item>Its cancellations of another amount: there.</item>
/// <item>Its cancellations that state no amount: there.</item>
/// <item>Cancellations that name no payment: <see cref="UnnamedCancellations"/>.</item>
/// <item>A movement's fields: <see cref="Movement.Of"/>.</item>
/// </list>
/// </summary>
/// <param name="Movements">In order of time, absent last.</param>
/// <param name="Open">The payments among them that are not cancelled.</param>
/// <param name="Attention">What a person should look at, as far as it follows from the callbacks.</param>
internal sealed record Ledger(IReadOnlyList<Movement> Movements, IReadOnlyList<Movement> Open, IReadOnlyList<AttentionEntry> Attention)
{
    /// <summary>The sum of payments with a known amount.</summary>
    public long PaidWon => Movements.Where(movement => !movement.IsCancellation).Sum(movement => movement.SignedWon ?? 0);

    /// <summary>The sum of cancellations with a known amount; not negative.</summary>
    public long CancelledWon => -Movements.Where(movement => movement.IsCancellation).Sum(movement => movement.SignedWon ?? 0);

    public long NetWon => PaidWon - CancelledWon;

    /// <summary>The codes of <see cref="Attention"/>, each once.</summary>
    public IEnumerable<string> Codes => Attention.Select(entry => entry.Code).Distinct();

    /// <param name="callbacks">A bill's callbacks, of every state. Of one content, the one that came first counts.</param>
    public static Ledger Of(IEnumerable<Telling> callbacks)
    {
        List<Telling> tellings =
        [
            .. callbacks.OrderBy(telling => telling.ReceivedAt).DistinctBy(telling => telling.Hash).Order(TellingOrder.Instance),
        ];
        var payments = new PaymentBook(tellings);
        var unnamed = CancellationBook.Assign(payments, tellings);
        var unpaid = UnnamedCancellations.Assign(payments, unnamed);
        var entries = Entries(payments, unpaid);
        List<LedgerEntry> inOrder =
        [
            .. entries
                .OrderBy(entry => entry.Movement.At ?? DateTimeOffset.MaxValue)
                .ThenBy(entry => entry.Movement.IsCancellation)
                .ThenBy(entry => entry.Draft, Gathering.InOrder),
        ];
        var open = LedgerAttention.Open(inOrder);
        return new Ledger(
            [.. inOrder.Select(entry => entry.Movement)],
            [.. open.Select(entry => entry.Movement)],
            [.. LedgerAttention.Of(inOrder, open, tellings)]
        );
    }

    private static IEnumerable<LedgerEntry> Entries(PaymentBook payments, List<Draft> unpaid)
    {
        foreach (var paid in payments.All)
        {
            if (paid.IsTold)
                yield return new LedgerEntry(paid.Payment, Movement.Of(paid.Payment, isCancellation: false), paid);
            foreach (var cancellation in paid.Cancellations)
            {
                var whole = cancellation == paid.Whole ? Movement.Won(paid.Payment) : null;
                yield return new LedgerEntry(cancellation, Movement.Of(cancellation, isCancellation: true, whole), paid);
            }
        }

        foreach (var cancellation in unpaid)
            yield return new LedgerEntry(cancellation, Movement.Of(cancellation, isCancellation: true), Paid: null);
    }
}

/// <summary>A movement and what it was made of.</summary>
/// <param name="Draft">Its tellings.</param>
/// <param name="Movement">What they say.</param>
/// <param name="Paid">The payment that it is or cancels; null for a cancellation on a bill without payments.</param>
internal sealed record LedgerEntry(Draft Draft, Movement Movement, Paid? Paid);
