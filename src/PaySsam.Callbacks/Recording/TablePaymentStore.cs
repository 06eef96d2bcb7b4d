using Azure;
using Azure.Data.Tables;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Recording;

/// <summary>
/// The rows of a bill change in one entity group transaction. It is tried first as if the bill were unknown, so that a
/// new bill costs one operation; the keys of the rows refuse it where that is wrong.
/// </summary>
public sealed class TablePaymentStore(TableServiceClient service, BillTurns turns) : IPaymentStore
{
    // With the state row, well below the 100 rows and 4 MiB of a transaction.
    private const int MostEvents = 50;

    // Each attempt that fails means that another writer's succeeded.
    private const int MostAttempts = 100;

    // Bytes of callbacks that a bill's history has in an answer.
    private const int MostHistory = 1024 * 1024;

    private readonly TableClient _table = service.GetTableClient(StorageNames.PaymentTable);

    public async Task<RecordedBill> RecordAsync(IReadOnlyList<ReceivedCallback> callbacks, CancellationToken cancellationToken)
    {
        var outcomes = new List<RecordOutcome>(callbacks.Count);
        Callback? payment = null;
        foreach (var chunk in callbacks.Chunk(MostEvents))
        {
            var recorded = await RecordChunkAsync(chunk, cancellationToken);
            outcomes.AddRange(recorded.Outcomes);
            payment = MergeRule.Merge(payment, recorded.Payment);
        }

        return new RecordedBill(outcomes, payment!);
    }

    public async Task<Bill?> FindAsync(string billId, CancellationToken cancellationToken)
    {
        var billKey = TableKey.ForBill(billId);
        using var turn = await turns.TakeAsync(billKey, cancellationToken);
        var rows = await ReadAsync(billKey, cancellationToken);
        if (rows.Payment is not { } payment)
            return null;
        var all = rows.Events.Values.OrderBy(received => received.ReceivedAt).ToList();
        var history = Within(MostHistory, all, payment);
        return new Bill(payment, rows.State?.Timestamp ?? all[^1].ReceivedAt, history, all.Count - history.Count);
    }

    private async Task<RecordedBill> RecordChunkAsync(ReceivedCallback[] callbacks, CancellationToken cancellationToken)
    {
        // A new bill needs no turn. What a conflict made to be read, nobody else of this process reads or writes meanwhile.
        if (await TryWriteAsync(Rows.None, callbacks, cancellationToken) is { } added)
            return added;
        var billKey = TableKey.ForBill(callbacks[0].Callback.BillId);
        using var turn = await turns.TakeAsync(billKey, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            if (
                await TryWriteAsync(
                    await ReadAsync(billKey, cancellationToken),
                    callbacks,
                    cancellationToken,
                    isLast: attempt == MostAttempts
                ) is
                { } recorded
            )
                return recorded;
            await Task.Delay(Random.Shared.Next(10 * Math.Min(attempt, 20)), cancellationToken);
        }
    }

    /// <summary>
    /// Null on a conflict. It does not mean that another wrote: a lost answer makes the SDK send our own insert twice. So read, and
    /// decide anew.
    /// </summary>
    private async Task<RecordedBill?> TryWriteAsync(
        Rows rows,
        ReceivedCallback[] callbacks,
        CancellationToken cancellationToken,
        bool isLast = false
    )
    {
        var change = Change(rows, callbacks, out var recorded);
        try
        {
            if (change.Count > 0)
                await _table.WriteAsync(table => table.SubmitTransactionAsync(change, cancellationToken), cancellationToken);
            return recorded;
        }
        catch (RequestFailedException fault) when (fault.Status is 409 or 412 && !isLast)
        {
            return null;
        }
    }

    /// <summary>What to write so that the callbacks are kept. The events come first: their keys refuse what is there already.</summary>
    private static List<TableTransactionAction> Change(Rows rows, ReceivedCallback[] callbacks, out RecordedBill recorded)
    {
        var change = new List<TableTransactionAction>();
        var kept = new Dictionary<string, ReceivedCallback>(rows.Events);
        var payment = rows.Payment;
        var outcomes = Array.ConvertAll(
            callbacks,
            received =>
            {
                var callback = received.Callback;
                if (kept.TryGetValue(callback.Id, out var known))
                {
                    return known.ReceivedAt == received.ReceivedAt ? RecordOutcome.Redelivered
                        : known.IsRead || received.IsRead ? RecordOutcome.Confirmed
                        : RecordOutcome.Repeat;
                }

                var before = payment;
                var contradicts = kept.Values.Any(other => MergeRule.Contradict(other.Callback, callback));
                change.Add(new TableTransactionAction(TableTransactionActionType.Add, PaymentRows.Event(received)));
                kept.Add(callback.Id, received);
                payment = MergeRule.Merge(before, callback);
                return before is null ? RecordOutcome.New
                    : contradicts ? RecordOutcome.Contradiction
                    : payment == before ? RecordOutcome.Superseded
                    : RecordOutcome.Changed;
            }
        );
        if (rows.State is null)
            change.Add(new TableTransactionAction(TableTransactionActionType.Add, PaymentRows.State(payment!)));
        else if (payment != rows.StatePayment)
            change.Add(new TableTransactionAction(TableTransactionActionType.UpdateReplace, PaymentRows.State(payment!), rows.State.ETag));

        recorded = new RecordedBill(outcomes, payment!);
        return change;
    }

    /// <summary>The earliest callbacks of so many bytes, and the payment's own.</summary>
    private static List<ReceivedCallback> Within(int bytes, List<ReceivedCallback> all, Callback payment) =>
        all.FindAll(received => (bytes -= received.Callback.Json.Length) >= 0 || received.Callback.Id == payment.Id);

    private async Task<Rows> ReadAsync(string billKey, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {billKey}");
        var rows = await turns.ReadAsync(() => _table.ReadAsync(filter, cancellationToken), cancellationToken);
        return new Rows(
            rows.FirstOrDefault(row => row.RowKey == PaymentRows.StateKey),
            rows.Where(PaymentRows.IsEvent).Select(PaymentRows.ReadEvent).ToDictionary(received => received.Callback.Id)
        );
    }

    /// <summary>What the table holds of a bill.</summary>
    private sealed record Rows(TableEntity? State, Dictionary<string, ReceivedCallback> Events)
    {
        public static readonly Rows None = new(null, []);

        /// <summary>
        /// The state row counts beside the events: it sorts behind them, so that where a bill has more rows than a page
        /// (1,000) it can name a callback that came after the events were read.
        /// </summary>
        public Callback? Payment => Events.Values.Select(received => received.Callback).Aggregate(StatePayment, MergeRule.Merge);

        public Callback? StatePayment { get; } = State is null ? null : PaymentRows.ReadState(State);
    }
}
