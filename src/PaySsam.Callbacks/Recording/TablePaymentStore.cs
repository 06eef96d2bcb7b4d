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

    // Bytes of callbacks: as columns and encoded they are at most five times as many, which is below 4 MiB.
    private const int MostBytes = 700 * 1024;

    // Each attempt that fails means that another writer's succeeded.
    private const int MostAttempts = 100;

    private readonly TableClient _table = service.GetTableClient(StorageNames.PaymentTable);
    private readonly BillReader _reader = new(service.GetTableClient(StorageNames.PaymentTable));

    public async Task<RecordedBill> RecordAsync(IReadOnlyList<ReceivedCallback> callbacks, CancellationToken cancellationToken)
    {
        RecordedBill? all = null;
        foreach (var chunk in Chunks(callbacks))
        {
            var recorded = await RecordChunkAsync(chunk, cancellationToken);
            all = all is null
                ? recorded
                : new RecordedBill([.. all.Outcomes, .. recorded.Outcomes], recorded.Payment) { Change = all.Change.Then(recorded.Change) };
        }

        return all!;
    }

    public async Task<Bill?> FindAsync(string billId, CancellationToken cancellationToken)
    {
        var billKey = TableKey.ForBill(billId);
        using var turn = await turns.TakeAsync(billKey, cancellationToken);
        var rows = await turns.ReadAsync(() => _reader.ReadWholeAsync(billKey, cancellationToken), cancellationToken);
        List<ReceivedCallback> history =
        [
            .. rows.Where(PaymentRows.IsEvent)
                .Select(PaymentRows.ReadEvent)
                .OrderBy(received => received.ReceivedAt)
                .ThenBy(received => received.PublicId ?? received.Callback.Id, StringComparer.Ordinal),
        ];
        var state = rows.FirstOrDefault(row => row.RowKey == StateRow.Key);
        var stated = state is null ? null : StateRow.Read(state);
        if (history.Select(received => received.Callback).Aggregate(stated, MergeRule.Merge) is not { } payment)
            return null;
        var counted = state is null ? null : StateRow.ReadCount(state);
        var updatedAt = state is null ? null : StateRow.ReadUpdatedAt(state);
        return new Bill(payment, updatedAt ?? history[^1].ReceivedAt, history, Math.Max(counted ?? 0, history.Count))
        {
            ConfirmedAt = state is null ? null : StateRow.ReadConfirmedAt(state),
        };
    }

    public async Task ConfirmAsync(Callback payment, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var billKey = TableKey.ForBill(payment.BillId);
        using var turn = await turns.TakeAsync(billKey, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            var rows = await _table.ReadAsync(
                TableClient.CreateQueryFilter($"PartitionKey eq {billKey} and RowKey eq {StateRow.Key}"),
                cancellationToken
            );
            if (rows is not [var state] || StateRow.ReadConfirmedAt(state) is not null || StateRow.Read(state).Id != payment.Id)
                return;
            try
            {
                await _table.UpdateEntityAsync(StateRow.Confirmed(state, at), state.ETag, TableUpdateMode.Merge, cancellationToken);
                return;
            }
            catch (RequestFailedException fault) when (fault.Status is 404 or 412 && attempt < MostAttempts)
            {
                await Task.Delay(Random.Shared.Next(10 * Math.Min(attempt, 20)), cancellationToken);
            }
        }
    }

    private async Task<RecordedBill> RecordChunkAsync(ReceivedCallback[] callbacks, CancellationToken cancellationToken)
    {
        // A new bill needs no turn. After a conflict, one writer of this process at a time reads the bill and writes it.
        if (await TryWriteAsync(BillRows.None, callbacks, cancellationToken) is { } added)
            return added;
        var billKey = TableKey.ForBill(callbacks[0].Callback.BillId);
        using var turn = await turns.TakeAsync(billKey, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            if (
                await TryWriteAsync(
                    await turns.ReadAsync(() => _reader.ReadAsync(billKey, cancellationToken), cancellationToken),
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
        BillRows rows,
        ReceivedCallback[] callbacks,
        CancellationToken cancellationToken,
        bool isLast = false
    )
    {
        var change = BillWrite.Of(rows, callbacks, out var recorded);
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

    /// <summary>In their order, each within what a transaction can hold.</summary>
    private static IEnumerable<ReceivedCallback[]> Chunks(IReadOnlyList<ReceivedCallback> callbacks)
    {
        var (chunk, bytes) = (new List<ReceivedCallback>(), 0);
        foreach (var received in callbacks)
        {
            bytes += received.Callback.Json.Length;
            if (chunk.Count == MostEvents || (chunk.Count > 0 && bytes > MostBytes))
            {
                yield return [.. chunk];
                chunk.Clear();
                bytes = received.Callback.Json.Length;
            }

            chunk.Add(received);
        }

        yield return [.. chunk];
    }
}
