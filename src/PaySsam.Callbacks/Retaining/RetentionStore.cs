using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Retaining;

/// <summary>The runs, in the table <c>Sweeps</c>, and what persons asked to be erased. None of it is personal.</summary>
public sealed class RetentionStore(TableServiceClient service)
{
    private const string Runs = "retention";
    private const string Requests = "erasure";
    private const string At = "At";
    private const string BillId = "bill_id";
    private const string Callbacks = "Callbacks";

    private readonly TableClient _table = service.GetTableClient(StorageNames.SweepTable);

    /// <summary>Those that began after a time, the latest first.</summary>
    internal async Task<IReadOnlyList<RetentionRun>> StartedAsync(DateTimeOffset after, CancellationToken cancellationToken) =>
        [
            .. (
                await _table.ReadAsync(
                    TableClient.CreateQueryFilter($"PartitionKey eq {Runs} and RowKey gt {Key(after)}"),
                    cancellationToken
                )
            )
                .Select(Read)
                .OrderByDescending(run => run.StartedAt),
        ];

    /// <summary>Writes it, over the very row that it was read from; answers it as it may be written next.</summary>
    /// <exception cref="RequestFailedException">409 or 412: somebody else has written it.</exception>
    internal async Task<RetentionRun> SaveAsync(RetentionRun run, CancellationToken cancellationToken) =>
        run with
        {
            ETag = await _table.WriteAsync(Row(run), run.ETag, cancellationToken),
        };

    /// <summary>That what is personal of a bill was erased because a person asked for it.</summary>
    internal Task RecordRequestAsync(string billId, int callbacks, DateTimeOffset at, CancellationToken cancellationToken) =>
        _table.WriteAsync(
            table =>
                table.UpsertEntityAsync(
                    new TableEntity(Requests, $"{Key(at)}-{Guid.NewGuid():N}")
                    {
                        [BillId] = billId,
                        [At] = at,
                        [Callbacks] = callbacks,
                    },
                    TableUpdateMode.Replace,
                    cancellationToken
                ),
            cancellationToken
        );

    /// <summary>What persons asked for after a time, the latest first.</summary>
    internal async Task<IReadOnlyList<(string BillId, DateTimeOffset At)>> RequestedAsync(
        DateTimeOffset after,
        CancellationToken cancellationToken
    ) =>
        [
            .. (
                await _table.ReadAsync(
                    TableClient.CreateQueryFilter($"PartitionKey eq {Requests} and RowKey gt {Key(after)}"),
                    cancellationToken
                )
            )
                .Select(row => (row.GetString(BillId), row.GetDateTimeOffset(At).GetValueOrDefault()))
                .Reverse(),
        ];

    private static string Key(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture);

    private static TableEntity Row(RetentionRun run) =>
        new(Runs, Key(run.StartedAt))
        {
            [nameof(RetentionRun.StartedAt)] = run.StartedAt,
            [nameof(RetentionRun.FinishedAt)] = run.FinishedAt,
            [nameof(RetentionRun.Part)] = run.Part.ToString(),
            [nameof(RetentionRun.After)] = run.After,
            [nameof(RetentionRun.Done)] = JsonSerializer.Serialize(run.Done, RetentionRowJson.Default.RetentionCounts),
        };

    private static RetentionRun Read(TableEntity row) =>
        new(row.GetDateTimeOffset(nameof(RetentionRun.StartedAt)).GetValueOrDefault())
        {
            FinishedAt = row.GetDateTimeOffset(nameof(RetentionRun.FinishedAt)),
            Part = Enum.Parse<RetentionPart>(row.GetString(nameof(RetentionRun.Part))),
            After = row.GetString(nameof(RetentionRun.After)),
            Done = JsonSerializer.Deserialize(row.GetString(nameof(RetentionRun.Done)), RetentionRowJson.Default.RetentionCounts)!,
            ETag = row.ETag,
        };
}

[JsonSerializable(typeof(RetentionCounts))]
internal sealed partial class RetentionRowJson : JsonSerializerContext;
