using Azure;
using Azure.Data.Tables;
using PaySsam.Callbacks.Storage;
using PaySsam.Callbacks.Telemetry;

namespace PaySsam.Callbacks.DeadLetters;

/// <summary>The table <c>DeadLetters</c>: a row for each distinct content of a kind, which never expires.</summary>
public sealed class DeadLetterStore(TableServiceClient service, CallbackMetrics metrics)
{
    /// <summary>Open dead letters are counted up to here, in one page of their keys: an alert or a page needs no more.</summary>
    public const int MostCounted = 1000;

    private const int MostAttempts = 20;
    private readonly TableClient _table = service.GetTableClient(StorageNames.DeadLetterTable);

    /// <summary>Returns once the dead letter is durably kept, or counted, and opened again, where its content was kept before.</summary>
    /// <exception cref="RequestFailedException">Storage refused or could not be reached.</exception>
    public async Task KeepAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        // A time that is known is the same arrival: an answer was lost, or our queue delivered it again. It opens the dead
        // letter all the same, and moves its ETag: a redrive that is under way may no longer close it.
        for (var attempt = 1; !await TryAddAsync(letter, attempt, cancellationToken); attempt++)
        {
            if (await TryUpdateAsync(letter.Id, known => Again(known, letter), cancellationToken))
                break;
        }

        metrics.DeadLetterKept(letter.Reason);
    }

    /// <summary>The dead letter, or null when there is none of this id.</summary>
    public async Task<DeadLetter?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var rows = await _table.ReadAsync(TableClient.CreateQueryFilter($"PartitionKey eq {id}"), cancellationToken);
        return rows.Select(DeadLetterRow.Read).FirstOrDefault();
    }

    /// <summary>
    /// Keeps with it what a person puts it right with, before anything is done. The first correction that was kept stays.
    /// </summary>
    /// <returns>The dead letter as it is stored then; null where it is gone.</returns>
    public async Task<DeadLetter?> CorrectAsync(string id, string correction, CancellationToken cancellationToken)
    {
        await TryUpdateAsync(id, known => known with { Correction = known.Correction ?? correction }, cancellationToken);
        return await FindAsync(id, cancellationToken);
    }

    /// <summary>
    /// Marks it as redriven or dismissed, so that it stays as a record; but leaves it open where it came again since it was read.
    /// </summary>
    public async Task CloseAsync(DeadLetter marked, CancellationToken cancellationToken)
    {
        try
        {
            await _table.UpdateEntityAsync(DeadLetterRow.Write(marked), marked.ETag, TableUpdateMode.Replace, cancellationToken);
        }
        catch (RequestFailedException fault) when (fault.Status is 404 or 412)
        {
            // Or it is marked, and the answer was lost.
        }
    }

    /// <summary>One page, ordered by id.</summary>
    /// <param name="reason">Only of this reason, when given.</param>
    /// <param name="onlyOpen">Only those that were neither redriven nor dismissed.</param>
    /// <param name="most">The size of the page.</param>
    /// <param name="whole">Whether the letters are to be redriven: else of a content no more than the first 64,000 bytes are read.</param>
    /// <param name="after">The continuation that the page before came with; null for the first page.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<(IReadOnlyList<DeadLetter> Letters, string? Continuation)> ListAsync(
        DeadLetterReason? reason,
        bool onlyOpen,
        int most,
        bool whole,
        string? after,
        CancellationToken cancellationToken
    )
    {
        var filters = new List<string> { TableClient.CreateQueryFilter($"PartitionKey gt {after ?? ""}") };
        if (reason is not null)
            filters.Add(TableClient.CreateQueryFilter($"Reason eq {reason.ToString()}"));
        if (onlyOpen)
            filters.Add(OpenFilter);
        var rows = await _table.ReadAsync(string.Join(" and ", filters), cancellationToken, most + 1, whole ? null : DeadLetterRow.Listed);
        var letters = rows.Take(most).Select(DeadLetterRow.Read).ToList();
        return (letters, rows.Count > most ? letters[^1].Id : null);
    }

    /// <summary>How many were neither redriven nor dismissed; <see cref="MostCounted"/> means so many or more.</summary>
    public async Task<int> CountOpenAsync(CancellationToken cancellationToken) =>
        (await _table.ReadAsync(OpenFilter, cancellationToken, MostCounted, ["PartitionKey"])).Count;

    /// <summary>
    /// What a known dead letter becomes when it comes again. It opens, unless it was put right and recorded: the same content says nothing
    /// new then.
    /// </summary>
    private static DeadLetter Again(DeadLetter known, DeadLetter letter)
    {
        var correction = known.Reason == letter.Reason ? known.Correction : null;
        var again = letter.LastAt <= known.LastAt ? known : letter with { FirstAt = known.FirstAt, Count = known.Count + 1 };
        return again with { Correction = correction, RedrivenAt = correction is null ? null : known.RedrivenAt, DismissedAt = null };
    }

    private static string OpenFilter => TableClient.CreateQueryFilter($"Open eq {true}");

    /// <summary>False where there is such a row already.</summary>
    private async Task<bool> TryAddAsync(DeadLetter letter, int attempt, CancellationToken cancellationToken)
    {
        try
        {
            await _table.WriteAsync(table => table.AddEntityAsync(DeadLetterRow.Write(letter), cancellationToken), cancellationToken);
            return true;
        }
        catch (RequestFailedException fault) when (fault.Status is 409 && attempt < MostAttempts)
        {
            return false;
        }
    }

    /// <summary>False where there is no such row.</summary>
    private async Task<bool> TryUpdateAsync(string id, Func<DeadLetter, DeadLetter> change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; await FindAsync(id, cancellationToken) is { } known; attempt++)
        {
            try
            {
                await _table.UpdateEntityAsync(DeadLetterRow.Write(change(known)), known.ETag, TableUpdateMode.Replace, cancellationToken);
                return true;
            }
            catch (RequestFailedException fault) when (fault.Status is 404 or 409 or 412 && attempt < MostAttempts)
            {
                // Somebody else changed it meanwhile: look again.
                await Task.Delay(Random.Shared.Next(10 * attempt), cancellationToken);
            }
        }

        return false;
    }
}
