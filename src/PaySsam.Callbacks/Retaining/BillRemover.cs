using System.Globalization;
using Azure;
using Azure.Data.Tables;
using PaySsam.Callbacks.Attention;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Retaining;

/// <summary>
/// Deletes a bill: its rows, and then what the journal and the list of what needs attention say of it. As those rows alone say on which
/// days that stands, the days are noted first, in the table <c>Sweeps</c>: what a crash leaves is deleted by that note.
/// </summary>
public sealed class BillRemover(TableServiceClient service, BillTurns turns, AttentionStore attention, PaymentJournal journal)
{
    internal const string Partition = "removal";
    private const string Days = "Days";
    private const string DayForm = "yyyyMMdd";

    // Of a transaction, one of them the row state.
    private const int MostEvents = 99;
    private const int MostAttempts = 20;

    private readonly TableClient _payments = service.GetTableClient(StorageNames.PaymentTable);
    private readonly TableClient _journal = service.GetTableClient(StorageNames.JournalTable);
    private readonly TableClient _sweeps = service.GetTableClient(StorageNames.SweepTable);
    private readonly BillReader _reader = new(service.GetTableClient(StorageNames.PaymentTable));
    private readonly PaymentRebuild _rebuild = new(service);

    /// <summary>Returns once nothing of the bill is left.</summary>
    /// <param name="billKey">The bill's key.</param>
    /// <param name="due">Only where it is due.</param>
    /// <param name="cancellationToken">Ends the work; the next call goes on from there.</param>
    /// <exception cref="RequestFailedException">Storage is away.</exception>
    internal async Task<ErasedBillOutcome> RemoveAsync(string billKey, RetentionCutoffs due, CancellationToken cancellationToken)
    {
        using var turn = await turns.TakeAsync(billKey, cancellationToken);
        TableEntity? note = null;
        for (var attempt = 1; ; attempt++)
        {
            var rows = await turns.ReadAsync(() => _reader.ReadWholeAsync(billKey, cancellationToken), cancellationToken);
            var state = rows.FirstOrDefault(row => row.RowKey == StateRow.Key);
            try
            {
                var isDue = state is null || DueBills.Since(state, due) < due.Bills;
                if (state is null && rows.Count > 0)
                    return ErasedBillOutcome.Damaged;
                if (state is not null && isDue)
                {
                    note = await NoteAsync(billKey, rows, cancellationToken);
                    await DeleteAsync(rows, state, cancellationToken);
                }

                if (note is not null)
                    await ForgetAsync(note, cancellationToken);
                return isDue ? ErasedBillOutcome.Erased : ErasedBillOutcome.NotDue;
            }
            catch (InvalidDataException)
            {
                return ErasedBillOutcome.Damaged;
            }
            catch (RequestFailedException fault) when (fault.Status is 404 or 409 or 412 && attempt < MostAttempts)
            {
                // A callback came meanwhile, or an answer was lost: read, and decide again.
                await Task.Delay(Random.Shared.Next(10 * attempt), cancellationToken);
            }
        }
    }

    /// <summary>
    /// Deletes what the journal says of a bill whose rows are gone. Where the bill is there again, or still, the journal is then written
    /// anew.
    /// </summary>
    /// <param name="note">Says on which days it stands; deleted at the end.</param>
    /// <param name="cancellationToken">Ends the work; the note stays.</param>
    internal async Task ForgetAsync(TableEntity note, CancellationToken cancellationToken)
    {
        var billKey = note.RowKey;
        foreach (var text in note.GetString(Days).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var day = DateOnly.ParseExact(text, DayForm, CultureInfo.InvariantCulture);
            await Task.WhenAll(
                JournalRow
                    .Partitions(day)
                    .Append(JournalRow.LatePartition(day))
                    .Select(partition => ForgetAsync(partition, billKey, cancellationToken))
            );
        }

        var rebuilt = await _rebuild.RunAsync(billKey, cancellationToken);
        if (rebuilt.Callbacks.Count > 0)
            await journal.RewriteAsync([rebuilt], cancellationToken);
        else
            await attention.RemoveAsync(billKey, cancellationToken);
        await _sweeps.DeleteEntityAsync(note.PartitionKey, note.RowKey, ETag.All, cancellationToken);
    }

    private async Task<TableEntity> NoteAsync(string billKey, IReadOnlyList<TableEntity> rows, CancellationToken cancellationToken)
    {
        var days = rows.Where(PaymentRows.IsEvent).Select(PaymentRows.ReadTelling).SelectMany(JournalRows.Days).Distinct().Order();
        var note = new TableEntity(Partition, billKey)
        {
            [Days] = string.Join(' ', days.Select(day => day.ToString(DayForm, CultureInfo.InvariantCulture))),
        };
        await _sweeps.WriteAsync(table => table.UpsertEntityAsync(note, TableUpdateMode.Replace, cancellationToken), cancellationToken);
        return note;
    }

    /// <summary>All at once, unless they are more than a transaction takes: then the row <c>state</c> goes last.</summary>
    private async Task DeleteAsync(IReadOnlyList<TableEntity> rows, TableEntity state, CancellationToken cancellationToken)
    {
        var etag = state.ETag;
        var chunks = rows.Where(row => row != state).Chunk(MostEvents).DefaultIfEmpty([]).ToList();
        foreach (var (number, chunk) in chunks.Index())
        {
            var change = chunk.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, row.ETag)).ToList();
            change.Add(
                number == chunks.Count - 1
                    ? new TableTransactionAction(TableTransactionActionType.Delete, state, etag)
                    : new TableTransactionAction(TableTransactionActionType.UpdateReplace, state, etag)
            );
            var answer = await _payments.SubmitTransactionAsync(change, cancellationToken);
            etag = answer.Value[^1].Headers.ETag ?? etag;
        }
    }

    private async Task ForgetAsync(string partition, string billKey, CancellationToken cancellationToken)
    {
        var rows = await _journal.ReadAsync(
            TableClient.CreateQueryFilter(
                $"PartitionKey eq {partition} and RowKey ge {billKey + "~"} and RowKey lt {JournalRow.BehindBill(billKey)}"
            ),
            cancellationToken,
            select: [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey)]
        );
        foreach (var row in rows.Where(row => JournalRow.IsOf(row, billKey)))
            await _journal.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
    }
}
