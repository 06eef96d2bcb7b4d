using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PaySsam.Benchmarks.Model;

/// <summary>
/// Tables in memory: inserts, replacements and deletions, alone and in entity group transactions, and questions that compare
/// strings.
/// </summary>
internal sealed class TableStore(Limits limits)
{
    private const int Page = 1000;

    private readonly Lock _turn = new();
    private readonly Dictionary<string, Table> _tables = [];
    private long _tag;

    public ModelAnswer Answer(HttpRequest request, string path, string body)
    {
        if (path == "$batch")
            return OfBatch(TableOperation.ReadBatch(body));
        if (path == "Tables")
            return Create(JsonElement.Parse(body).GetProperty("TableName").GetString()!);
        var operation = TableOperation.Read(request.Method, path, request.Headers.IfMatch, body);
        if (request.Method != "GET")
            return Within([operation]) ? Change([operation]) : ModelAnswer.Busy;
        lock (_turn)
        {
            if (!_tables.TryGetValue(operation.Table, out var table))
                return ModelAnswer.Error(404, "TableNotFound");
            if (operation.Key is not { } key)
                return Find(table, request);
            return table.Rows.TryGetValue(key, out var entity) ? new(200, entity.Json) : ModelAnswer.Error(404, "ResourceNotFound");
        }
    }

    private ModelAnswer Create(string name)
    {
        lock (_turn)
            return _tables.TryAdd(name, new Table()) ? new(204) : ModelAnswer.Error(409, "TableAlreadyExists");
    }

    private ModelAnswer OfBatch(IReadOnlyList<TableOperation> operations)
    {
        if (!Within(operations))
            return ModelAnswer.Busy;
        var answer = Change(operations);
        var parts = new StringBuilder("--batch\r\nContent-Type: multipart/mixed; boundary=changeset\r\n\r\n");
        for (var part = 0; part < (answer.Status < 400 ? operations.Count : 1); part++)
            parts.Append(
                CultureInfo.InvariantCulture,
                $"--changeset\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n"
                    + $"HTTP/1.1 {answer.Status} Done\r\nETag: W/\"1\"\r\nContent-Type: application/json\r\n\r\n{answer.Body}\r\n"
            );
        return new(202, parts.Append("--changeset--\r\n--batch--\r\n").ToString(), "multipart/mixed; boundary=batch");
    }

    private bool Within(IReadOnlyList<TableOperation> operations) =>
        operations[0].Key is not { } key || limits.OfPartition(operations[0].Table, key.Partition, operations.Count);

    /// <summary>All or nothing.</summary>
    private ModelAnswer Change(IReadOnlyList<TableOperation> operations)
    {
        lock (_turn)
        {
            if (!_tables.TryGetValue(operations[0].Table, out var table))
                return ModelAnswer.Error(404, "TableNotFound");
            foreach (var operation in operations)
            {
                var known = table.Rows.GetValueOrDefault(operation.Key!.Value);
                if (operation.Method == "POST" && known is not null)
                    return ModelAnswer.Error(409, "EntityAlreadyExists");
                if (operation.IfMatch is { } tag && (known is null || (tag != "*" && tag != known.Tag)))
                    return known is null
                        ? ModelAnswer.Error(404, "ResourceNotFound")
                        : ModelAnswer.Error(412, "UpdateConditionNotSatisfied");
            }

            foreach (var operation in operations)
            {
                if (operation.Method == "DELETE")
                    table.Remove(operation.Key!.Value);
                else
                    table.Put(operation.Key!.Value, new Entity($"W/\"{++_tag}\"", operation.Body));
            }

            return new(204) { Headers = [("ETag", $"W/\"{_tag}\"")] };
        }
    }

    private static ModelAnswer Find(Table table, HttpRequest request)
    {
        var filter = TableFilter.Read(request.Query["$filter"]);
        var most = int.TryParse(request.Query["$top"], CultureInfo.InvariantCulture, out var top) ? top : Page;
        var from = (
            request.Query["NextPartitionKey"].FirstOrDefault(filter.Partition ?? "")!,
            request.Query["NextRowKey"].FirstOrDefault("")!
        );
        var found = table
            .From(from, filter.Partition)
            .Select(key => (Key: key, Entity: table.Rows[key]))
            .Where(row => filter.Takes(row.Key, row.Entity))
            .Take(most + 1)
            .ToList();
        var answer = new ModelAnswer(200, $"{{\"value\":[{string.Join(',', found.Take(most).Select(row => row.Entity.Json))}]}}");
        return found.Count <= most
            ? answer
            : answer with
            {
                Headers =
                [
                    ("x-ms-continuation-NextPartitionKey", found[^1].Key.Partition),
                    ("x-ms-continuation-NextRowKey", found[^1].Key.Row),
                ],
            };
    }

    /// <summary>Rows in the order of their keys.</summary>
    private sealed class Table : IComparer<(string Partition, string Row)>
    {
        private const string Behind = "\uffff";

        private readonly SortedSet<(string Partition, string Row)> _keys;

        public Table() => _keys = new(this);

        public Dictionary<(string Partition, string Row), Entity> Rows { get; } = [];

        public void Put((string Partition, string Row) key, Entity entity)
        {
            _keys.Add(key);
            Rows[key] = entity;
        }

        public void Remove((string Partition, string Row) key)
        {
            _keys.Remove(key);
            Rows.Remove(key);
        }

        public SortedSet<(string Partition, string Row)> From((string Partition, string Row) first, string? partition) =>
            _keys.GetViewBetween(first, (partition ?? Behind, Behind));

        public int Compare((string Partition, string Row) x, (string Partition, string Row) y) =>
            string.CompareOrdinal(x.Partition, y.Partition) is not 0 and var order ? order : string.CompareOrdinal(x.Row, y.Row);
    }
}

/// <param name="Tag">ETag.</param>
/// <param name="Body">The object as it was sent.</param>
internal sealed record Entity(string Tag, string Body)
{
    private readonly DateTimeOffset _timestamp = DateTimeOffset.UtcNow;

    public string Json => $"{{\"odata.etag\":{JsonSerializer.Serialize(Tag)},\"Timestamp\":\"{_timestamp:O}\",{Body[1..]}";
}
