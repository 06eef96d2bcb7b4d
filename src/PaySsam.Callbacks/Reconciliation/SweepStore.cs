using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Reconciliation;

/// <summary>The table <c>Sweeps</c>: a row for each day and each number of days after it.</summary>
public sealed class SweepStore(TableServiceClient service)
{
    private const string Partition = "sweep";

    private readonly TableClient _table = service.GetTableClient(StorageNames.SweepTable);

    /// <summary>Every sweep of the days from one on.</summary>
    internal Task<IReadOnlyList<Sweep>> OfDaysAsync(DateOnly from, CancellationToken cancellationToken) =>
        ReadAsync(TableClient.CreateQueryFilter($"RowKey ge {Key(from, 0)}"), cancellationToken);

    /// <summary>Every sweep that began after a time.</summary>
    internal Task<IReadOnlyList<Sweep>> StartedAsync(DateTimeOffset after, CancellationToken cancellationToken) =>
        ReadAsync(TableClient.CreateQueryFilter($"StartedAt gt {after}"), cancellationToken);

    /// <summary>Null where there was none.</summary>
    internal async Task<Sweep?> FindAsync(DateOnly day, int daysAfter, CancellationToken cancellationToken) =>
        (await ReadAsync(TableClient.CreateQueryFilter($"RowKey eq {Key(day, daysAfter)}"), cancellationToken)).SingleOrDefault();

    /// <summary>Writes it, over the very row that it was read from; answers it as it may be written next.</summary>
    /// <exception cref="RequestFailedException">409 or 412: somebody else has written it.</exception>
    internal async Task<Sweep> SaveAsync(Sweep sweep, CancellationToken cancellationToken) =>
        sweep with
        {
            ETag = await _table.WriteAsync(Row(sweep), sweep.ETag, cancellationToken),
        };

    private async Task<IReadOnlyList<Sweep>> ReadAsync(string filter, CancellationToken cancellationToken) =>
        [
            .. (
                await _table.ReadAsync($"{TableClient.CreateQueryFilter($"PartitionKey eq {Partition}")} and {filter}", cancellationToken)
            ).Select(Read),
        ];

    private static string Key(DateOnly day, int daysAfter) => string.Create(CultureInfo.InvariantCulture, $"{day:yyyyMMdd}-{daysAfter:00}");

    private static TableEntity Row(Sweep sweep) =>
        new(Partition, Key(sweep.Day, sweep.DaysAfter))
        {
            [nameof(Sweep.Day)] = KoreanDay.Text(sweep.Day),
            [nameof(Sweep.DaysAfter)] = sweep.DaysAfter,
            [nameof(Sweep.StartedAt)] = sweep.StartedAt,
            [nameof(Sweep.FinishedAt)] = sweep.FinishedAt,
            [nameof(Sweep.Part)] = sweep.Part.ToString(),
            [nameof(Sweep.After)] = sweep.After,
            [nameof(Sweep.Asked)] = sweep.Asked,
            [nameof(Sweep.Unchanged)] = sweep.Unchanged,
            [nameof(Sweep.Found)] = sweep.Found,
            [nameof(Sweep.Drift)] = sweep.Drift,
            [nameof(Sweep.Unknown)] = sweep.Unknown,
            [nameof(Sweep.Odd)] = sweep.Odd,
            [nameof(Sweep.Findings)] = JsonSerializer.Serialize([.. sweep.Findings], SweepJsonContext.Default.SweepFindingArray),
            [nameof(Sweep.Problem)] = sweep.Problem,
        };

    /// <summary>
    /// A row that cannot be read is a sweep that begins anew, under the same key: skipped, it would keep its day from being swept.
    /// </summary>
    private static Sweep Read(TableEntity row)
    {
        var day = DateOnly.ParseExact(row.RowKey[..8], "yyyyMMdd", CultureInfo.InvariantCulture);
        var daysAfter = int.Parse(row.RowKey[9..], CultureInfo.InvariantCulture);
        try
        {
            return ReadWhole(row, new Sweep(day, daysAfter, row.GetDateTimeOffset(nameof(Sweep.StartedAt)).GetValueOrDefault()));
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException or FormatException or JsonException)
        {
            return new Sweep(day, daysAfter, row.Timestamp.GetValueOrDefault()) { ETag = row.ETag };
        }
    }

    private static Sweep ReadWhole(TableEntity row, Sweep sweep) =>
        sweep with
        {
            FinishedAt = row.GetDateTimeOffset(nameof(Sweep.FinishedAt)),
            Part = Enum.Parse<SweepPart>(row.GetString(nameof(Sweep.Part))),
            After = row.GetString(nameof(Sweep.After)),
            Asked = row.GetInt32(nameof(Sweep.Asked)).GetValueOrDefault(),
            Unchanged = row.GetInt32(nameof(Sweep.Unchanged)).GetValueOrDefault(),
            Found = row.GetInt32(nameof(Sweep.Found)).GetValueOrDefault(),
            Drift = row.GetInt32(nameof(Sweep.Drift)).GetValueOrDefault(),
            Unknown = row.GetInt32(nameof(Sweep.Unknown)).GetValueOrDefault(),
            Odd = row.GetInt32(nameof(Sweep.Odd)).GetValueOrDefault(),
            Findings = [.. JsonSerializer.Deserialize(row.GetString(nameof(Sweep.Findings)), SweepJsonContext.Default.SweepFindingArray)!],
            Problem = row.GetString(nameof(Sweep.Problem)),
            ETag = row.ETag,
        };
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SweepFinding[]))]
internal sealed partial class SweepJsonContext : JsonSerializerContext;
