using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Web;
using Azure.Data.Tables;

namespace PaySsam.Tests.Reliability;

/// <summary>
/// Tables in memory that a test fills, and that answer as Table Storage does: in the order of the keys, at most 1,000 rows at a time and
/// a continuation behind them, for a filter of comparisons with <c>and</c> between them.
/// </summary>
internal sealed partial class FilledTables
{
    private readonly Dictionary<string, List<TableEntity>> _tables = [];
    private int _reads;

    /// <summary>How many rows one read passes over, whether they match or not, before it ends.</summary>
    public int MostPassed { get; set; } = int.MaxValue;

    /// <summary>Told of each read, with the path; may throw.</summary>
    public Action<string>? Reading { get; set; }

    /// <summary>The reads since the last <see cref="Clear"/>.</summary>
    public int Reads => _reads;

    public void Clear() => _reads = 0;

    /// <param name="table">Its name.</param>
    /// <param name="rows">Without a property that is null.</param>
    public void Add(string table, params IEnumerable<TableEntity> rows)
    {
        // Here, where nobody waits for an answer.
        _tables[table] =
        [
            .. Rows(table)
                .Concat(rows)
                .OrderBy(row => row.PartitionKey, StringComparer.Ordinal)
                .ThenBy(row => row.RowKey, StringComparer.Ordinal),
        ];
    }

    public HttpResponseMessage Answer(Uri uri)
    {
        Interlocked.Increment(ref _reads);
        Reading?.Invoke(Uri.UnescapeDataString(uri.PathAndQuery));
        if (Point().Match(Uri.UnescapeDataString(uri.AbsolutePath)) is { Success: true } point)
            return Find(point.Groups[1].Value, Unquoted(point.Groups[2].Value), Unquoted(point.Groups[3].Value));
        var query = HttpUtility.ParseQueryString(uri.Query);
        var rows = Rows(Whole().Match(uri.AbsolutePath).Groups[1].Value);
        var filter = Comparison()
            .Matches(query["$filter"]!)
            .Select(match => (Name: match.Groups[1].Value, Operator: match.Groups[2].Value, Value: Unquoted(match.Groups[3].Value)))
            .ToList();
        var most = int.Parse(query["$top"] ?? "1000", CultureInfo.InvariantCulture);
        var from = FirstAt(
            rows,
            query["NextPartitionKey"] ?? filter.FirstOrDefault(one => one is ("PartitionKey", "eq" or "ge", _)).Value ?? "",
            query["NextRowKey"] ?? ""
        );
        var found = new List<TableEntity>();
        var at = from;
        for (; at < rows.Count && found.Count < most && at - from < MostPassed && !IsBeyond(rows[at], filter); at++)
        {
            if (filter.All(one => Holds(rows[at], one)))
                found.Add(rows[at]);
        }

        var answer = Json(HttpStatusCode.OK, json => Write(json, found));
        if (at < rows.Count && !IsBeyond(rows[at], filter))
        {
            answer.Headers.TryAddWithoutValidation("x-ms-continuation-NextPartitionKey", Uri.EscapeDataString(rows[at].PartitionKey));
            answer.Headers.TryAddWithoutValidation("x-ms-continuation-NextRowKey", Uri.EscapeDataString(rows[at].RowKey));
        }

        return answer;
    }

    private HttpResponseMessage Find(string table, string partition, string key)
    {
        var rows = Rows(table);
        var at = FirstAt(rows, partition, key);
        return at < rows.Count && (rows[at].PartitionKey, rows[at].RowKey) == (partition, key)
            ? Json(HttpStatusCode.OK, json => Write(json, rows[at]))
            : Json(
                HttpStatusCode.NotFound,
                json => json.WriteRawValue("""{"odata.error":{"code":"ResourceNotFound","message":{"lang":"en-US","value":"none"}}}""")
            );
    }

    private List<TableEntity> Rows(string table) => _tables.GetValueOrDefault(table) ?? [];

    private static int FirstAt(List<TableEntity> rows, string partition, string key)
    {
        var (low, high) = (0, rows.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Compare((rows[middle].PartitionKey, rows[middle].RowKey), (partition, key)) < 0)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private static int Compare((string Partition, string Row) one, (string Partition, string Row) other) =>
        string.CompareOrdinal(one.Partition, other.Partition) is not 0 and var order ? order : string.CompareOrdinal(one.Row, other.Row);

    private static bool IsBeyond(TableEntity row, List<(string Name, string Operator, string Value)> filter) =>
        filter.Any(one => one is ("PartitionKey", "eq" or "le", _) && string.CompareOrdinal(row.PartitionKey, one.Value) > 0);

    private static bool Holds(TableEntity row, (string Name, string Operator, string Value) one)
    {
        var order = string.CompareOrdinal((string)row[one.Name], one.Value);
        return one.Operator switch
        {
            "eq" => order == 0,
            "ge" => order >= 0,
            "gt" => order > 0,
            "le" => order <= 0,
            _ => order < 0,
        };
    }

    private static string Unquoted(string text) => text.Replace("''", "'", StringComparison.Ordinal);

    private static HttpResponseMessage Json(HttpStatusCode status, Action<Utf8JsonWriter> write)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
            write(json);
        return new HttpResponseMessage(status)
        {
            Content = new StringContent(Encoding.UTF8.GetString(body.ToArray()), Encoding.UTF8, "application/json"),
        };
    }

    private static void Write(Utf8JsonWriter json, List<TableEntity> rows)
    {
        json.WriteStartObject();
        json.WriteStartArray("value");
        foreach (var row in rows)
            Write(json, row);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, TableEntity row)
    {
        json.WriteStartObject();
        foreach (var (name, value) in row)
        {
            if (value is DateTimeOffset or long)
                json.WriteString($"{name}@odata.type", value is long ? "Edm.Int64" : "Edm.DateTime");
            if (value is DateTimeOffset time)
                json.WriteString(name, time.UtcDateTime);
            else if (value is not null)
                json.WriteString(name, string.Create(CultureInfo.InvariantCulture, $"{value}"));
        }

        json.WriteEndObject();
    }

    [GeneratedRegex(@"/(\w+)\(PartitionKey='((?:[^']|'')*)',RowKey='((?:[^']|'')*)'\)$")]
    private static partial Regex Point();

    [GeneratedRegex(@"/(\w+)\(\)$")]
    private static partial Regex Whole();

    [GeneratedRegex("(\\w+) (eq|ge|gt|le|lt) '((?:[^']|'')*)'")]
    private static partial Regex Comparison();
}
