using Azure.Data.Tables;
using PaySsam.Callbacks.Ledgers;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Recording;

/// <summary>
/// Decides what to write so that callbacks are kept. Pure but for the public ids. The events come first: their keys refuse what is there
/// already. Each event that is added replaces the state row too, over the very row that was read: that puts a bill's writers in order.
/// </summary>
internal static class BillWrite
{
    // With 50 events and the state row, within the 100 rows of a transaction.
    private const int MostOlder = 49;

    /// <param name="rows">The bill as it was read.</param>
    /// <param name="callbacks">At least one.</param>
    /// <param name="recorded">What recording them does.</param>
    public static List<TableTransactionAction> Of(BillRows rows, ReceivedCallback[] callbacks, out RecordedBill recorded)
    {
        var change = new List<TableTransactionAction>();
        var kept = new Dictionary<string, Telling>(rows.Tellings);
        var payment = rows.Payment;
        var outcomes = Array.ConvertAll(
            callbacks,
            received =>
            {
                var callback = received.Callback;
                if (kept.TryGetValue(callback.Id, out var known))
                {
                    return known.ReceivedAt == received.ReceivedAt ? RecordOutcome.Redelivered
                        : known.Source is not ReceivedCallback.Pushed || received.Source is not ReceivedCallback.Pushed
                            ? RecordOutcome.Confirmed
                        : RecordOutcome.Repeat;
                }

                if (kept.Count >= Places(callback.State))
                    return RecordOutcome.TooMany;
                var before = payment;
                var stored = received with { PublicId = EventColumns.NewPublicId() };
                var telling = Telling.Of(stored);
                var contradicts = kept.Values.Any(telling.Contradicts);
                change.Add(new TableTransactionAction(TableTransactionActionType.Add, PaymentRows.Event(stored)));
                kept.Add(callback.Id, telling);
                payment = MergeRule.Merge(before, callback);
                return before is null ? RecordOutcome.New
                    : contradicts ? RecordOutcome.Contradiction
                    : payment == before ? RecordOutcome.Superseded
                    : RecordOutcome.Changed;
            }
        );

        var count = rows.Count + change.Count;
        var isAgain = outcomes.Contains(RecordOutcome.Redelivered) || callbacks.Any(received => IsErased(rows, received));
        var isUncounted = rows.Tellings.Count > rows.StatedCount.GetValueOrDefault() || rows.Older.Count > 0;
        var confirmedAt = callbacks
            .Where(received => received is { IsRead: true, Callback.State: ApprState.F } && kept.ContainsKey(received.Callback.Id))
            .Min(received => (DateTimeOffset?)received.ReceivedAt);
        var isConfirmed = confirmedAt is not null && (rows.State is null || StateRow.ReadConfirmedAt(rows.State) is null);
        var isBehind = rows.State is null || payment != rows.StatePayment || isConfirmed;
        if (payment is not null && (change.Count > 0 || isBehind || (isAgain && isUncounted)))
        {
            Upgrade(rows.Older, change, kept);
            var lastReceivedAt = kept.Values.Select(telling => (DateTimeOffset?)telling.ReceivedAt).Max();
            var state = StateRow.Write(payment, count, lastReceivedAt, rows.State, confirmedAt);
            change.Add(
                rows.State is null
                    ? new TableTransactionAction(TableTransactionActionType.Add, state)
                    : new TableTransactionAction(TableTransactionActionType.UpdateReplace, state, rows.State.ETag)
            );
        }

        recorded = new RecordedBill(outcomes, payment!)
        {
            Change = new BillChange([.. rows.Tellings.Values], [.. kept.Values], count, rows.Payment, isAgain, isUncounted),
        };
        return change;
    }

    /// <summary>Whether it may have come before, and is no longer known by its hash.</summary>
    private static bool IsErased(BillRows rows, ReceivedCallback received) =>
        rows.Tellings.Values.Any(telling => telling.IsErased && telling.ReceivedAt == received.ReceivedAt);

    private static int Places(ApprState state) =>
        BillLedger.MostCallbacks - (state is ApprState.F or ApprState.C ? 0 : BillLedger.OnlyForMoney);

    private static void Upgrade(IEnumerable<TableEntity> older, List<TableTransactionAction> change, Dictionary<string, Telling> kept)
    {
        foreach (var row in older.Take(MostOlder))
        {
            var upgrade = PaymentRows.Upgrade(row);
            change.Add(new TableTransactionAction(TableTransactionActionType.UpdateMerge, upgrade, row.ETag));
            var hash = PaymentRows.Hash(row);
            kept[hash] = kept[hash] with { Id = EventColumns.ReadPublicId(upgrade) };
        }
    }
}
