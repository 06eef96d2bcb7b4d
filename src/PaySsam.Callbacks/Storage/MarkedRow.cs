using Azure;
using Azure.Data.Tables;

namespace PaySsam.Callbacks.Storage;

/// <summary>
/// Writes a row that others may write too, each over what it has read. Where the answer to an applied write is lost, the SDK
/// writes again and is refused: a mark tells our own row from another's.
/// </summary>
internal static class MarkedRow
{
    private const string Mark = "Mark";

    /// <summary>The row's ETag, once it is written.</summary>
    /// <param name="table">The table.</param>
    /// <param name="row">What to write.</param>
    /// <param name="known">The ETag that was read; default where there was no row.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RequestFailedException">409 or 412: somebody else has written it.</exception>
    public static async Task<ETag> WriteAsync(this TableClient table, TableEntity row, ETag known, CancellationToken cancellationToken)
    {
        var mark = Guid.NewGuid().ToString("N");
        row[Mark] = mark;
        Response response = null!;
        try
        {
            await table.WriteAsync(
                async existing =>
                    response =
                        known == default
                            ? await existing.AddEntityAsync(row, cancellationToken)
                            : await existing.UpdateEntityAsync(row, known, TableUpdateMode.Replace, cancellationToken),
                cancellationToken
            );
            return response.Headers.ETag.GetValueOrDefault();
        }
        catch (RequestFailedException fault) when (fault.Status is 409 or 412)
        {
            var stored = await table.GetEntityIfExistsAsync<TableEntity>(row.PartitionKey, row.RowKey, [Mark], cancellationToken);
            if (stored.HasValue && stored.Value!.GetString(Mark) == mark)
                return stored.Value.ETag;
            throw;
        }
    }
}
