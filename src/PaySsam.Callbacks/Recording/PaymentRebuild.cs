using Azure;
using Azure.Data.Tables;
using PaySsam.Callbacks.Ledgers;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Recording;

/// <summary>
/// Decides the stored payment of a bill anew out of its callbacks, as an older version may have read them otherwise; and gives the
/// rows of older versions what they lack: the count, public ids, columns.
/// </summary>
internal sealed class PaymentRebuild(TableServiceClient service)
{
    private const int MostAttempts = 20;

    // Of a transaction.
    private const int MostRows = 100;

    private readonly TableClient _table = service.GetTableClient(StorageNames.PaymentTable);
    private readonly BillReader _reader = new(service.GetTableClient(StorageNames.PaymentTable));

    /// <summary>Reads a bill, and writes its state row where that is missing, damaged, or says something else than its callbacks.</summary>
    /// <param name="billKey">The bill's key.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="RequestFailedException">Storage is away: ask again.</exception>
    public async Task<RebuiltBill> RunAsync(string billKey, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var rows = await _reader.ReadWholeAsync(billKey, cancellationToken);
            var events = rows.Where(PaymentRows.IsEvent).ToList();
            var callbacks = events.Select(row => Try(row, PaymentRows.ReadEvent)).OfType<ReceivedCallback>().ToList();
            var stored = rows.FirstOrDefault(row => row.RowKey == StateRow.Key);
            var (payment, isDamaged) = Decide(callbacks, stored, lacksEvents: callbacks.Count < events.Count);
            try
            {
                var tellings = await UpgradeAsync(events, callbacks, cancellationToken);
                var count = Math.Max(events.Count, stored is null ? 0 : StateRow.TryReadCount(stored) ?? 0);
                var last = callbacks.Select(received => (DateTimeOffset?)received.ReceivedAt).Max();
                var changed =
                    payment is not null && await WriteAsync(stored, StateRow.Write(payment, count, last, stored), cancellationToken);
                var isWhole = tellings.Count == events.Count;
                return new RebuiltBill(
                    callbacks,
                    events.Count - callbacks.Count + (isDamaged ? 1 : 0),
                    isWhole,
                    changed,
                    new BillChange([], tellings, isWhole ? count : 0, PaymentBefore: null, IsAgain: false, IsUncounted: true)
                );
            }
            catch (RequestFailedException fault) when (fault.Status is 404 or 409 or 412 && attempt < MostAttempts)
            {
                // Another wrote it, or an answer was lost: read, and decide again.
                await Task.Delay(Random.Shared.Next(10 * attempt), cancellationToken);
            }
        }
    }

    /// <summary>Each over the very row that was read, so that two that give ids at once do not give two.</summary>
    private async Task<IReadOnlyCollection<Telling>> UpgradeAsync(
        List<TableEntity> events,
        List<ReceivedCallback> callbacks,
        CancellationToken cancellationToken
    )
    {
        // The columns of an event can be whole where its body is not.
        var tellings = events.Select(row => Try(row, PaymentRows.ReadTelling)).OfType<Telling>().ToDictionary(telling => telling.Hash);
        foreach (var received in callbacks)
            tellings[received.Callback.Id] = Telling.Of(received);
        foreach (
            var chunk in events.Where(row => EventColumns.AreMissing(row) && tellings.ContainsKey(PaymentRows.Hash(row))).Chunk(MostRows)
        )
        {
            var upgrades = Array.ConvertAll(chunk, PaymentRows.Upgrade);
            await _table.SubmitTransactionAsync(
                upgrades.Zip(
                    chunk,
                    (upgrade, row) => new TableTransactionAction(TableTransactionActionType.UpdateMerge, upgrade, row.ETag)
                ),
                cancellationToken
            );
            foreach (var upgrade in upgrades)
                tellings[PaymentRows.Hash(upgrade)] = tellings[PaymentRows.Hash(upgrade)] with { Id = EventColumns.ReadPublicId(upgrade) };
        }

        return tellings.Values;
    }

    /// <summary>
    /// The payment, null where it cannot be told; and whether the state row is beyond repair. The state row counts beside the
    /// events: it may name a callback that came after those were read, or whose row is damaged.
    /// </summary>
    private static (Callback? Payment, bool IsDamaged) Decide(List<ReceivedCallback> callbacks, TableEntity? stored, bool lacksEvents)
    {
        var known = stored is null ? null : Try(stored, StateRow.Read);
        var payment = callbacks.Select(received => received.Callback).Aggregate(known, MergeRule.Merge);
        if (stored is null || known is not null)
            return (payment, false);
        return lacksEvents || payment is null ? (null, true) : (payment, false);
    }

    /// <summary>False where the row says so already.</summary>
    private async Task<bool> WriteAsync(TableEntity? stored, TableEntity row, CancellationToken cancellationToken)
    {
        if (stored is not null && stored.Says(row))
            return false;
        await (
            stored is null
                ? _table.AddEntityAsync(row, cancellationToken)
                : _table.UpdateEntityAsync(row, stored.ETag, TableUpdateMode.Replace, cancellationToken)
        );
        return true;
    }

    private static T? Try<T>(TableEntity row, Func<TableEntity, T> read)
        where T : class
    {
        try
        {
            return read(row);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}

/// <summary>A bill whose payment was decided anew.</summary>
/// <param name="Callbacks">Those that can be read.</param>
/// <param name="Damaged">Rows that cannot.</param>
/// <param name="IsWhole">Whether all that its callbacks tell is known. Else what follows has the lowest version: what stands
/// knows more.</param>
/// <param name="IsChanged">Whether its state row was written.</param>
/// <param name="Change">What follows from it, all of it.</param>
internal sealed record RebuiltBill(IReadOnlyList<ReceivedCallback> Callbacks, int Damaged, bool IsWhole, bool IsChanged, BillChange Change);
