using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace PaySsam.Callbacks.Storage;

/// <summary>
/// Deployment creates the tables. A table that is missing all the same (a new development storage, or one that
/// somebody deleted) is created by the first write, and is empty until then.
/// </summary>
internal static class TableClientExtensions
{
    public static async Task WriteAsync(this TableClient table, Func<TableClient, Task> write, CancellationToken cancellationToken)
    {
        try
        {
            await write(table);
        }
        catch (RequestFailedException fault) when (fault.ErrorCode == TableErrorCode.TableNotFound)
        {
            await table.CreateIfNotExistsAsync(cancellationToken);
            await write(table);
        }
    }

    /// <param name="table">The table.</param>
    /// <param name="filter">An OData filter.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="most">The first so many rows, in the order of their keys; all when null.</param>
    /// <param name="select">Only these properties; all when null.</param>
    /// <param name="perRequest">As many rows in one answer, which is in memory several times over as it is read.</param>
    public static async Task<IReadOnlyList<TableEntity>> ReadAsync(
        this TableClient table,
        string filter,
        CancellationToken cancellationToken,
        int? most = null,
        IEnumerable<string>? select = null,
        int? perRequest = null
    )
    {
        var rows = new List<TableEntity>();
        try
        {
            await foreach (var row in table.QueryAsync<TableEntity>(filter, most ?? perRequest, select, cancellationToken))
            {
                RemoveNulls(row);
                rows.Add(row);
                if (rows.Count == most)
                    break;
            }
        }
        catch (RequestFailedException fault) when (fault.ErrorCode == TableErrorCode.TableNotFound)
        {
            // Empty until the first write.
        }

        return rows;
    }

    /// <summary>The same, a page at a time, as storage answers them: some may be empty.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<TableEntity>> ReadPagesAsync(
        this TableClient table,
        string? filter,
        [EnumeratorCancellation] CancellationToken cancellationToken,
        IEnumerable<string>? select = null,
        int? mostOfPage = null
    )
    {
        await using var pages = table
            .QueryAsync<TableEntity>(filter, mostOfPage, select, cancellationToken)
            .AsPages()
            .GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await pages.MoveNextAsync())
                    yield break;
            }
            catch (RequestFailedException fault) when (fault.ErrorCode == TableErrorCode.TableNotFound)
            {
                yield break; // Empty until the first write.
            }

            foreach (var row in pages.Current.Values)
                RemoveNulls(row);
            yield return pages.Current.Values;
        }
    }

    // Azure answers a selected property that a row does not have as null; Azurite leaves it out.
    private static void RemoveNulls(TableEntity row)
    {
        foreach (var name in row.Where(property => property.Value is null).Select(property => property.Key).ToList())
            row.Remove(name);
    }

    /// <summary>Whether a stored row says all that another does.</summary>
    public static bool Says(this TableEntity stored, TableEntity row) =>
        row.All(property => Equals(stored.TryGetValue(property.Key, out var known) ? known : null, property.Value));
}
