using Azure;
using Azure.Data.Tables;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Recording;

namespace PaySsam.Callbacks.Retaining;

/// <summary>
/// The transactions that erase a bill. Each replaces the row <c>state</c> over the very row that was read, so that no callback is recorded
/// meanwhile unseen, and each may be repeated. The payment's own callback is erased in the last one, together with that row: until then
/// all answers are as before.
/// </summary>
internal sealed class BillErasure
{
    // A row is added and one deleted for each; with the state row, within the 100 rows of a transaction.
    private const int MostEvents = 40;

    // Bytes of callbacks: as columns and encoded they are at most five times as many.
    private const int MostBytes = 400 * 1024;

    private readonly TableEntity _state;
    private readonly Callback _payment;
    private readonly int? _count;
    private readonly DateTimeOffset? _lastReceivedAt;
    private readonly Callback _erasedPayment;

    /// <param name="rows">All rows of the bill, one of them <c>state</c>.</param>
    /// <exception cref="InvalidDataException">One of them is damaged.</exception>
    public BillErasure(IReadOnlyList<TableEntity> rows)
    {
        _state = rows.Single(row => row.RowKey == StateRow.Key);
        var events = rows.Where(PaymentRows.IsEvent).Select(row => (Row: row, Received: PaymentRows.ReadEvent(row))).ToList();
        _payment = events.Select(one => one.Received.Callback).Aggregate(StateRow.Read(_state), MergeRule.Merge);
        _count = StateRow.ReadCount(_state);
        _lastReceivedAt = StateRow.ReadLastReceivedAt(_state) ?? events.Max(one => (DateTimeOffset?)one.Received.ReceivedAt);
        var left = events
            .Where(one => !one.Received.Callback.IsErased)
            .OrderBy(one => one.Received.Callback.Id == _payment.Id)
            .Select(one => (one.Row, Erased: ErasedCallback.Of(one.Received, one.Received.PublicId ?? EventColumns.NewPublicId())))
            .ToList();
        var winner = left.Find(one => PaymentRows.Hash(one.Row) == _payment.Id).Erased;
        _erasedPayment = winner?.Callback ?? ErasedCallback.Of(_payment, _payment.IsErased ? _payment.Id : EventColumns.NewPublicId());
        Chunks = [.. Divide(left)];
        Events = left.Count;
    }

    /// <summary>Callbacks that are not erased yet.</summary>
    public int Events { get; }

    /// <summary>What each transaction erases, in this order. The last always erases the row <c>state</c>.</summary>
    public IReadOnlyList<IReadOnlyList<(TableEntity Row, ReceivedCallback Erased)>> Chunks { get; }

    /// <param name="chunk">Which of the <see cref="Chunks"/>.</param>
    /// <param name="stateETag">Of the row <c>state</c> as the transaction before left it; null before the first.</param>
    /// <param name="now">UTC.</param>
    public List<TableTransactionAction> Transaction(int chunk, ETag? stateETag, DateTimeOffset now)
    {
        var isLast = chunk == Chunks.Count - 1;
        var state = StateRow.Write(isLast ? _erasedPayment : _payment, _count, _lastReceivedAt, _state);
        state[StateRow.UpdatedAt] = StateRow.ReadUpdatedAt(_state);
        if (isLast)
            state[StateRow.ErasedAt] = now;
        return
        [
            .. Chunks[chunk].Select(one => new TableTransactionAction(TableTransactionActionType.Add, PaymentRows.Event(one.Erased))),
            .. Chunks[chunk].Select(one => new TableTransactionAction(TableTransactionActionType.Delete, one.Row, one.Row.ETag)),
            new(TableTransactionActionType.UpdateReplace, state, stateETag ?? _state.ETag),
        ];
    }

    private static IEnumerable<IReadOnlyList<(TableEntity Row, ReceivedCallback Erased)>> Divide(
        List<(TableEntity Row, ReceivedCallback Erased)> left
    )
    {
        var (chunk, bytes) = (new List<(TableEntity, ReceivedCallback)>(), 0);
        foreach (var one in left)
        {
            var length = one.Erased.Callback.Json.Length;
            if (chunk.Count == MostEvents || (chunk.Count > 0 && bytes + length > MostBytes))
            {
                yield return [.. chunk];
                chunk.Clear();
                bytes = 0;
            }

            chunk.Add(one);
            bytes += length;
        }

        yield return chunk;
    }
}
