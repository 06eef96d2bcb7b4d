using Azure;
using Azure.Data.Tables;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Reconciliation;

/// <summary>The row <c>trust</c>/<c>answers</c> of the table <c>Sweeps</c>: one for all instances, days and questions.</summary>
public sealed class TrustStore(TableServiceClient service)
{
    private const string Partition = "trust";
    private const string Key = "answers";
    private const int MostAttempts = 20;

    private readonly TableClient _table = service.GetTableClient(StorageNames.SweepTable);

    /// <summary>A row that cannot be read trusts nothing, and has stopped: a person who resumes writes it anew.</summary>
    internal async Task<Trust> ReadAsync(CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey eq {Key}");
        return (await _table.ReadAsync(filter, cancellationToken)) is [var row] ? Read(row) : Trust.None;
    }

    /// <summary>Writes what a change makes of it, over the very row that was read; answers that.</summary>
    /// <param name="change">It may be called again.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async Task<Trust> UpdateAsync(Func<Trust, Trust> change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var known = await ReadAsync(cancellationToken);
            var changed = change(known);
            if (changed == known)
                return known;
            try
            {
                return changed with { ETag = await _table.WriteAsync(Row(changed), known.ETag, cancellationToken) };
            }
            catch (RequestFailedException fault) when (fault.Status is 409 or 412 && attempt < MostAttempts)
            {
                await Task.Delay(Random.Shared.Next(10 * attempt), cancellationToken);
            }
        }
    }

    private static TableEntity Row(Trust trust) =>
        new(Partition, Key)
        {
            [nameof(trust.Recent)] = trust.Recent,
            [nameof(trust.Api)] = trust.Api,
            [nameof(trust.TrustedAt)] = trust.TrustedAt,
            [nameof(trust.TrustNote)] = trust.TrustNote,
            [nameof(trust.StoppedAt)] = trust.StoppedAt,
            [nameof(trust.ResumedAt)] = trust.ResumedAt,
            [nameof(trust.ResumeNote)] = trust.ResumeNote,
        };

    private static Trust Read(TableEntity row)
    {
        try
        {
            return new Trust(row.GetString(nameof(Trust.Recent)) ?? "")
            {
                Api = row.GetString(nameof(Trust.Api)),
                TrustedAt = row.GetDateTimeOffset(nameof(Trust.TrustedAt)),
                TrustNote = row.GetString(nameof(Trust.TrustNote)),
                StoppedAt = row.GetDateTimeOffset(nameof(Trust.StoppedAt)),
                ResumedAt = row.GetDateTimeOffset(nameof(Trust.ResumedAt)),
                ResumeNote = row.GetString(nameof(Trust.ResumeNote)),
                ETag = row.ETag,
            };
        }
        catch (InvalidOperationException)
        {
            return Trust.None with { StoppedAt = row.Timestamp, ETag = row.ETag };
        }
    }
}
