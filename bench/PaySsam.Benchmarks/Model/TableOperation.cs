using System.Text.Json;
using System.Text.RegularExpressions;

namespace PaySsam.Benchmarks.Model;

/// <summary>One request to a table, alone or as a part of an entity group transaction.</summary>
internal sealed partial record TableOperation(
    string Method,
    string Table,
    (string Partition, string Row)? Key,
    string? IfMatch,
    string Body
)
{
    /// <param name="method">HTTP.</param>
    /// <param name="path">Unescaped: <c>Table</c>, <c>Table()</c> or <c>Table(PartitionKey='…',RowKey='…')</c>.</param>
    /// <param name="ifMatch">The header.</param>
    /// <param name="body">An entity, unless it is read or deleted.</param>
    public static TableOperation Read(string method, string path, string? ifMatch, string body)
    {
        var parts = Path().Match(path);
        (string, string)? key = parts.Groups[2].Success ? (Unquote(parts.Groups[2].Value), Unquote(parts.Groups[3].Value)) : null;
        if (method == "POST")
        {
            var entity = JsonElement.Parse(body);
            key = (entity.GetProperty("PartitionKey").GetString()!, entity.GetProperty("RowKey").GetString()!);
        }

        return method is "GET" or "POST" or "PUT" or "DELETE"
            ? new(method, parts.Groups[1].Value, key, string.IsNullOrEmpty(ifMatch) ? null : ifMatch, body)
            : throw new NotSupportedException($"The model knows no {method}.");
    }

    /// <summary>Each part is <c>{headers of MIME} {method} {url} HTTP/1.1 {headers} {entity}</c>, with empty lines between.</summary>
    public static IReadOnlyList<TableOperation> ReadBatch(string body)
    {
        var operations = new List<TableOperation>();
        foreach (var part in body.Split("\r\n--changeset")[1..])
        {
            var pieces = part.Split("\r\n\r\n", 3);
            if (pieces.Length < 3)
                continue; // The end.
            var words = pieces[1].Split(' ', 3);
            var path = words[1].Split("/table/")[1].Split('?')[0];
            var ifMatch = pieces[1].Split("If-Match: ") is [_, var header] ? header.Split('\r')[0] : null;
            operations.Add(Read(words[0], Uri.UnescapeDataString(path), ifMatch, pieces[2]));
        }

        return operations;
    }

    private static string Unquote(string text) => text.Replace("''", "'", StringComparison.Ordinal);

    [GeneratedRegex(@"^(\w+)(?:\((?:PartitionKey='(.*)',RowKey='(.*)')?\))?$")]
    private static partial Regex Path();
}
