using System.Linq.Expressions;
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

    public static async Task<IReadOnlyList<TableEntity>> ReadAllAsync(
        this TableClient table, Expression<Func<TableEntity, bool>> filter, CancellationToken cancellationToken)
    {
        var rows = new List<TableEntity>();
        try
        {
            await foreach (var row in table.QueryAsync(filter, cancellationToken: cancellationToken))
                rows.Add(row);
        }
        catch (RequestFailedException fault) when (fault.ErrorCode == TableErrorCode.TableNotFound)
        {
            // Empty until the first write.
        }

        return rows;
    }
}
