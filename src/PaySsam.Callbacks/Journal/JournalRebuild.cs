using System.Buffers.Text;
using System.Text;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Payments;
using PaySsam.Callbacks.Queueing;
using PaySsam.Callbacks.Storage;
using PaySsam.Callbacks.Wire;

namespace PaySsam.Callbacks.Journal;

/// <summary>Makes the journal out of the table <c>Payments</c>, page by page: where it was lost, or refused something, or is younger than the payments.</summary>
public sealed class JournalRebuild(TableServiceClient service, PaymentJournal journal, ILogger<JournalRebuild> logger)
{
    // Two calls for each at the worst, in the time that one answer may take.
    private const int MostCallbacks = 50;

    private readonly TableClient _payments = service.GetTableClient(StorageNames.PaymentTable);

    /// <summary>
    /// Writes one page, at most 50 callbacks: 200 <c>{"written","damaged","continuation"}</c>, until <c>continuation</c> is
    /// null; 400 for one that is none. Storage faults are 503: ask again.
    /// </summary>
    /// <param name="continuation">From the page before.</param>
    /// <param name="cancellationToken">Ends the work; what was written stays.</param>
    public Task<Reply> RebuildAsync(string? continuation, CancellationToken cancellationToken) => StorageFault.OrSystemErrorAsync(logger, async budget =>
    {
        if (Filter(continuation) is not { } filter)
            return new Reply(400, Base.Error("continuation is none that a page came with."));
        var rows = await _payments.ReadAsync(filter, budget, MostCallbacks);
        var callbacks = rows.Select(Read).OfType<ReceivedCallback>().ToList();
        await journal.WriteAsync(callbacks, budget);
        return Reply.Ok(json =>
        {
            json.WriteNumber("written", callbacks.Count);
            json.WriteNumber("damaged", rows.Count - callbacks.Count);
            json.WriteString("continuation", rows.Count < MostCallbacks ? null : Continuation(rows[^1]));
        });
    }, cancellationToken);

    private static ReceivedCallback? Read(TableEntity row)
    {
        try
        {
            return PaymentRows.ReadEvent(row);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>The events behind a row, in the order of their keys; null where the continuation names none.</summary>
    private static string? Filter(string? continuation)
    {
        if (string.IsNullOrEmpty(continuation))
            return PaymentRows.EventFilter;
        try
        {
            return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(continuation)).Split('\n') is [var bill, var row]
                ? $"{PaymentRows.EventFilter} and {TableClient.CreateQueryFilter($"PartitionKey ge {bill} and (PartitionKey gt {bill} or RowKey gt {row})")}"
                : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    // A line feed stands in no key.
    private static string Continuation(TableEntity row) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{row.PartitionKey}\n{row.RowKey}"));
}
