using System.Text.Json;
using System.Text.RegularExpressions;

namespace PaySsam.Benchmarks.Model;

/// <summary>One request to a table, alone or as a part of an entity group transaction.</summary>
internal sealed partial record TableOperation(string Method, string Table, (string Partition, string Row)? Key, string? IfMatch, string Body)
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

    public static IReadOnlyList<TableOperation> ReadBatch(string body) =>
        [.. Part().Matches(body).Select(part => Read(part.Groups[1].Value, Uri.UnescapeDataString(part.Groups[2].Value), IfMatchHeader().Match(part.Groups[3].Value) is { Success: true } header ? header.Groups[1].Value : null, part.Groups[4].Value))];

    private static string Unquote(string text) => text.Replace("''", "'", StringComparison.Ordinal);

    [GeneratedRegex(@"^(\w+)(?:\((?:PartitionKey='(.*)',RowKey='(.*)')?\))?$")]
    private static partial Regex Path();

    [GeneratedRegex(@"(POST|PUT|DELETE|PATCH|MERGE) https?://[^/]+/table/([^ ?]+)\S* HTTP/1\.1\r\n(.*?)\r\n\r\n(.*?)\r\n?--changeset", RegexOptions.Singleline)]
    private static partial Regex Part();

    [GeneratedRegex(@"^If-Match: (.*?)\r?$", RegexOptions.Multiline)]
    private static partial Regex IfMatchHeader();
}
