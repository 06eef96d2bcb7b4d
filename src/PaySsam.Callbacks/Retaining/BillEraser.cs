using Azure;
using Azure.Data.Tables;
using PaySsam.Callbacks.Attention;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Retaining;

/// <summary>Erases what is personal in a bill. All else stays as it is: ids, ranks, the payment, movements and sums.</summary>
public sealed class BillEraser(TableServiceClient service, BillTurns turns, AttentionStore attention, TimeProvider time)
{
    // Each attempt that fails means that another writer's succeeded, or that an answer was lost.
    private const int MostAttempts = 20;

    private readonly TableClient _table = service.GetTableClient(StorageNames.PaymentTable);
    private readonly BillReader _reader = new(service.GetTableClient(StorageNames.PaymentTable));

    /// <summary>Returns once it is erased. However often it is called, and wherever it fails, it ends in the same rows.</summary>
    /// <param name="billKey">The bill's key.</param>
    /// <param name="due">Only where it is due; null for any.</param>
    /// <param name="cancellationToken">Ends the work; the next call goes on from there.</param>
    /// <exception cref="RequestFailedException">Storage is away.</exception>
    internal async Task<ErasedBill> EraseAsync(string billKey, RetentionCutoffs? due, CancellationToken cancellationToken)
    {
        using var turn = await turns.TakeAsync(billKey, cancellationToken);
        var erased = 0;
        for (var attempt = 1; ; attempt++)
        {
            var rows = await turns.ReadAsync(() => _reader.ReadWholeAsync(billKey, cancellationToken), cancellationToken);
            if (rows.Count == 0)
                return new ErasedBill(erased, ErasedBillOutcome.Unknown);
            try
            {
                if (rows.FirstOrDefault(row => row.RowKey == StateRow.Key) is not { } state)
                    return new ErasedBill(erased, ErasedBillOutcome.Damaged);
                if (due is not null && DueBills.Since(state, due) >= due.Personal)
                    return new ErasedBill(erased, ErasedBillOutcome.NotDue);
                var erasure = new BillErasure(rows);
                if (erasure.Events == 0 && state.ContainsKey(StateRow.ErasedAt))
                    return new ErasedBill(erased, ErasedBillOutcome.Erased);
                await attention.EraseNoteAsync(billKey, cancellationToken);
                var etag = (ETag?)null;
                for (var chunk = 0; chunk < erasure.Chunks.Count; chunk++)
                {
                    var transaction = erasure.Transaction(chunk, etag, time.GetUtcNow());
                    var answer = await _table.SubmitTransactionAsync(transaction, cancellationToken);
                    etag = answer.Value[^1].Headers.ETag;
                    erased += erasure.Chunks[chunk].Count;
                }

                return new ErasedBill(erased, ErasedBillOutcome.Erased);
            }
            catch (InvalidDataException)
            {
                return new ErasedBill(erased, ErasedBillOutcome.Damaged);
            }
            catch (RequestFailedException fault) when (fault.Status is 404 or 409 or 412 && attempt < MostAttempts)
            {
                // A callback came meanwhile, or an answer was lost: read, and decide again.
                await Task.Delay(Random.Shared.Next(10 * attempt), cancellationToken);
            }
        }
    }
}

/// <summary>What came of it.</summary>
/// <param name="Callbacks">How many were erased.</param>
/// <param name="Outcome">How the bill is now.</param>
internal readonly record struct ErasedBill(int Callbacks, ErasedBillOutcome Outcome);

internal enum ErasedBillOutcome
{
    /// <summary>Nothing personal is left.</summary>
    Erased,

    /// <summary>A callback came meanwhile: the time begins anew.</summary>
    NotDue,

    /// <summary>A row cannot be read, or there is no row <c>state</c>: the journal's rebuild, or a person, has to mend it first.</summary>
    Damaged,

    /// <summary>There is no such bill.</summary>
    Unknown,
}
