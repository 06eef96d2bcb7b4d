using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Retaining;

/// <summary>The dead letters that came, or were closed, long enough ago.</summary>
public sealed class DueLetters(TableServiceClient service)
{
    private const string ErasedAt = "ErasedAt";
    private const string ErasedAs = "ErasedAs";

    // Each can have a megabyte.
    private const int MostOfPage = 20;

    private readonly TableClient _table = service.GetTableClient(StorageNames.DeadLetterTable);

    /// <summary>Those behind a key, in the order of their keys.</summary>
    internal async IAsyncEnumerable<DueItem> ReadAsync(
        RetentionCutoffs cutoffs,
        string? after,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if ((cutoffs.Personal ?? cutoffs.DeadLetters) is null)
            yield break;
        var filter = TableClient.CreateQueryFilter($"PartitionKey gt {after ?? ""}");
        await foreach (var page in _table.ReadPagesAsync(filter, cancellationToken, DeadLetterRow.Listed.Append(ErasedAt), MostOfPage))
        {
            foreach (var row in page)
            {
                if (DueItem.Of(row.PartitionKey, () => Item(row, cutoffs)) is { } item)
                    yield return item;
            }

            if (page is [.., var last])
                yield return DueItem.Reached(last.PartitionKey);
        }
    }

    /// <summary>Erases those of one bill, whenever they came; says how many.</summary>
    internal async Task<int> EraseAsync(string billId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var erased = 0;
        await foreach (var page in _table.ReadPagesAsync(filter: null, cancellationToken, mostOfPage: MostOfPage))
        {
            foreach (var row in page.Where(row => !row.ContainsKey(ErasedAt)))
            {
                if (IsOf(row, billId) && await TryEraseAsync(row, now, cancellationToken))
                    erased++;
            }
        }

        return erased;
    }

    private static bool IsOf(TableEntity row, string billId)
    {
        try
        {
            var letter = DeadLetterRow.Read(row);
            return !LetterErasure.IsPlain(letter) && LetterErasure.IsOf(letter, billId);
        }
        catch (Exception)
        {
            return false; // A damaged row says of no bill. The nightly run tells of it.
        }
    }

    private DueItem? Item(TableEntity row, RetentionCutoffs cutoffs)
    {
        var letter = DeadLetterRow.Read(row);
        var since = cutoffs.Since(letter.LastAt, row.Timestamp);
        var closedAt = row.GetBoolean(DeadLetterRow.Open) is false ? Latest(since, letter.RedrivenAt, letter.DismissedAt) : null;
        if (closedAt < cutoffs.DeadLetters)
        {
            var deleted = new RetentionCounts { LettersDeleted = 1, Oldest = closedAt };
            return new DueItem(letter.Id, deleted, async stop => await TryDeleteAsync(row, stop) ? deleted : RetentionCounts.None);
        }

        if (since >= cutoffs.Personal || cutoffs.Personal is null || row.ContainsKey(ErasedAt) || LetterErasure.IsPlain(letter))
            return null;
        var erased = new RetentionCounts { LettersErased = 1, Oldest = since };
        return new DueItem(
            letter.Id,
            erased,
            async stop =>
            {
                var whole = await _table.GetEntityIfExistsAsync<TableEntity>(row.PartitionKey, row.RowKey, cancellationToken: stop);
                return whole.HasValue && whole.Value!.ETag == row.ETag && await TryEraseAsync(whole.Value, cutoffs.Now, stop)
                    ? erased
                    : RetentionCounts.None;
            }
        );
    }

    /// <summary>
    /// Its id is made of a hash of its content, by which a phone number could be guessed. So it moves: first it notes its new id, so that a
    /// repeat does not make a second copy. False where it came again, or was redriven, meanwhile.
    /// </summary>
    private async Task<bool> TryEraseAsync(TableEntity row, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            if (!row.ContainsKey(ErasedAs))
            {
                row[ErasedAs] = $"erased-{RandomNumberGenerator.GetHexString(32, lowercase: true)}";
                var noted = new TableEntity(row.PartitionKey, row.RowKey) { [ErasedAs] = row[ErasedAs] };
                var answer = await _table.UpdateEntityAsync(noted, row.ETag, TableUpdateMode.Merge, cancellationToken);
                row.ETag = answer.Headers.ETag.GetValueOrDefault();
            }

            var letter = DeadLetterRow.Read(row);
            var erased = DeadLetterRow.Write(
                letter with
                {
                    Id = row.GetString(ErasedAs),
                    Content = LetterErasure.Of(letter),
                    Correction = LetterErasure.OfCorrection(letter),
                    ContentType = null,
                    Dropped = [.. ErasedCallback.Names(letter.Dropped)],
                }
            );
            erased[ErasedAt] = now;
            await _table.UpsertEntityAsync(erased, TableUpdateMode.Replace, cancellationToken);
            if (await TryDeleteAsync(row, cancellationToken))
                return true;
            await _table.DeleteEntityAsync(erased.PartitionKey, erased.RowKey, ETag.All, cancellationToken);
            return false;
        }
        catch (RequestFailedException fault) when (fault.Status is 404 or 412)
        {
            return false; // It changed meanwhile, or an answer was lost: the next run looks again.
        }
    }

    /// <summary>False where it changed meanwhile.</summary>
    private async Task<bool> TryDeleteAsync(TableEntity row, CancellationToken cancellationToken)
    {
        try
        {
            await _table.DeleteEntityAsync(row.PartitionKey, row.RowKey, row.ETag, cancellationToken);
            return true;
        }
        catch (RequestFailedException fault) when (fault.Status is 412)
        {
            return false;
        }
    }

    private static DateTimeOffset? Latest(params IEnumerable<DateTimeOffset?> times) => times.Max();
}
