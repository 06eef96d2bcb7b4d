using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.DeadLetters;

/// <summary>The table <c>DeadLetters</c>: a row for each distinct content, under the SHA-256 of that content, with a count.</summary>
public sealed class DeadLetterStore(TableServiceClient service)
{
    private const string RowKey = "dead-letter";
    private readonly TableClient _table = service.GetTableClient(StorageNames.DeadLetterTable);

    /// <summary>Returns once the dead letter is durably kept, or counted where the same content was kept before.</summary>
    /// <exception cref="RequestFailedException">Storage refused or could not be reached.</exception>
    public async Task KeepAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(letter.Content.Span));
        var row = new TableEntity(id, RowKey)
        {
            ["Reason"] = letter.Reason.ToString(),
            ["Problem"] = letter.Problem,
            ["Content"] = letter.Content.ToArray(),
            ["FirstAt"] = letter.At,
            ["LastAt"] = letter.At,
            ["Count"] = 1,
        };
        try
        {
            await _table.WriteAsync(table => table.AddEntityAsync(row, cancellationToken), cancellationToken);
        }
        catch (RequestFailedException fault) when (fault.Status is 409)
        {
            await CountAsync(id, letter.At, cancellationToken);
        }
    }

    private async Task CountAsync(string id, DateTimeOffset at, CancellationToken cancellationToken)
    {
        while (true)
        {
            TableEntity row = await _table.GetEntityAsync<TableEntity>(id, RowKey, cancellationToken: cancellationToken);
            if (row.GetDateTimeOffset("LastAt") == at)
                return; // Our own write, whose answer was lost.
            row["Count"] = row.GetInt32("Count") + 1;
            row["LastAt"] = at;
            try
            {
                await _table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, cancellationToken);
                return;
            }
            catch (RequestFailedException fault) when (fault.Status is 412)
            {
                // Another counted at the same time.
            }
        }
    }
}
