using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Ledgers;

/// <summary>What a person should look at. It follows from the ledger, so that it closes by itself when its cause is gone.</summary>
internal static class LedgerAttention
{
    private const string OnTheSpot = "OFFLINE_";

    private static readonly TimeSpan LatePayment = TimeSpan.FromHours(1);

    /// <summary>The payments that are not cancelled, in order of time.</summary>
    /// <param name="entries">The movements, in order of time.</param>
    public static IReadOnlyList<LedgerEntry> Open(IReadOnlyList<LedgerEntry> entries)
    {
        var cancellations = Cancellations(entries);
        return [.. entries.Where(entry => !entry.Movement.IsCancellation && !IsCancelled(entry, cancellations[entry.Paid]))];
    }

    /// <param name="entries">The movements, in order of time.</param>
    /// <param name="open">See <see cref="Open"/>.</param>
    /// <param name="tellings">The bill's callbacks, of every state.</param>
    public static IEnumerable<AttentionEntry> Of(
        IReadOnlyList<LedgerEntry> entries,
        IReadOnlyList<LedgerEntry> open,
        IReadOnlyList<Telling> tellings
    ) =>
        [
            .. PaidTwice(open),
            .. PaidAfterCancellation(open, entries),
            .. CancelledMoreThanPaid(entries, Cancellations(entries)),
            .. CancelledWithoutPayment(entries),
            .. WithdrawnAndPaid(open, tellings),
            .. AmountsDiffer(entries),
            .. NoAmount(entries),
            .. UnreadableTime(entries),
            .. TwoMembers(tellings),
        ];

    // Each open payment but the earliest.
    private static IEnumerable<AttentionEntry> PaidTwice(IEnumerable<LedgerEntry> open) => Entries(AttentionCode.PaidTwice, open.Skip(1));

    private static IEnumerable<AttentionEntry> PaidAfterCancellation(IEnumerable<LedgerEntry> open, IEnumerable<LedgerEntry> entries)
    {
        var cancelled = entries.Where(entry => entry.Paid?.Whole == entry.Draft).ToList();
        return Entries(
            AttentionCode.PaidAfterCancellation,
            open.Where(payment =>
                payment.Draft.Times.Count > 0
                && cancelled.Exists(cancellation =>
                    cancellation.Paid != payment.Paid && cancellation.Draft.OwnTimes.Exists(time => time.End < payment.Draft.Earliest)
                )
            )
        );
    }

    // Told of the last of the cancellations, so that one more is a new entry.
    private static IEnumerable<AttentionEntry> CancelledMoreThanPaid(
        IEnumerable<LedgerEntry> entries,
        ILookup<Paid?, LedgerEntry> cancellations
    ) =>
        Entries(
            AttentionCode.CancelledMoreThanPaid,
            entries
                .Where(entry => !entry.Movement.IsCancellation && entry.Movement.SignedWon < cancellations[entry.Paid].Sum(AtLeast))
                .Select(payment => cancellations[payment.Paid].Last())
        );

    // One without a told amount, beside others, can still turn out to be a part.
    private static long AtLeast(LedgerEntry cancellation) =>
        cancellation.Draft.Amounts.Count == 0 ? 1 : -cancellation.Movement.SignedWon ?? 0;

    private static IEnumerable<AttentionEntry> CancelledWithoutPayment(IEnumerable<LedgerEntry> entries) =>
        entries
            .Where(entry => entry.Paid is not { IsTold: true })
            .Select(entry => entry.Movement)
            .Select(movement => new AttentionEntry(
                AttentionCode.CancelledWithoutPayment,
                movement,
                DateTimeOffset.MaxValue - movement.FirstReceivedAt > LatePayment
                    ? movement.FirstReceivedAt + LatePayment
                    : DateTimeOffset.MaxValue
            ));

    // Money taken on the spot shows as withdrawn at PaySsam.
    private static IEnumerable<AttentionEntry> WithdrawnAndPaid(IEnumerable<LedgerEntry> open, IEnumerable<Telling> tellings) =>
        tellings.Any(telling => telling.State is ApprState.D)
            ? Entries(AttentionCode.WithdrawnAndPaid, open.Where(entry => !IsOnTheSpot(entry.Movement)))
            : [];

    private static IEnumerable<AttentionEntry> AmountsDiffer(IEnumerable<LedgerEntry> entries) =>
        Entries(
            AttentionCode.AmountsDiffer,
            entries.Where(entry => entry.Draft.Tellings.Select(telling => telling.Won).OfType<long>().Distinct().Count() > 1)
        );

    private static IEnumerable<AttentionEntry> NoAmount(IEnumerable<LedgerEntry> entries) =>
        Entries(AttentionCode.NoAmount, entries.Where(entry => entry.Movement.SignedWon is null));

    private static IEnumerable<AttentionEntry> UnreadableTime(IEnumerable<LedgerEntry> entries) =>
        Entries(
            AttentionCode.UnreadableTime,
            entries.Where(entry => entry.Movement.At is null && entry.Draft.Tellings.Exists(telling => telling.HasUnreadableTime))
        );

    private static IEnumerable<AttentionEntry> TwoMembers(IEnumerable<Telling> tellings) =>
        tellings.Select(telling => telling.Details.Member).OfType<string>().Distinct(StringComparer.Ordinal).Count() > 1
            ? [new AttentionEntry(AttentionCode.TwoMembers, Movement: null)]
            : [];

    private static ILookup<Paid?, LedgerEntry> Cancellations(IEnumerable<LedgerEntry> entries) =>
        entries.Where(entry => entry.Movement.IsCancellation).ToLookup(entry => entry.Paid);

    // As a whole, or bit by bit.
    private static bool IsCancelled(LedgerEntry payment, IEnumerable<LedgerEntry> cancellations) =>
        (payment.Paid!.Whole is { } whole && payment.Draft.FitsAmount(whole))
        || (cancellations.Any() && payment.Movement.SignedWon <= -cancellations.Sum(entry => entry.Movement.SignedWon ?? 0));

    private static bool IsOnTheSpot(Movement movement) => movement.Details.PayType?.StartsWith(OnTheSpot, StringComparison.Ordinal) is true;

    private static IEnumerable<AttentionEntry> Entries(string code, IEnumerable<LedgerEntry> entries) =>
        entries.Select(entry => new AttentionEntry(code, entry.Movement));
}
