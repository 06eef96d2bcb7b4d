using System.Text.Json;
using System.Text.RegularExpressions;

namespace PaySsam.Benchmarks.Model;

/// <summary>An OData filter: comparisons of strings, all of which must hold.</summary>
internal sealed partial class TableFilter(IReadOnlyList<(string Name, string Operator, string Value)> comparisons)
{
    public static TableFilter Read(string? text)
    {
        var comparisons = Comparison()
            .Matches(text ?? "")
            .Select(match =>
                (match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value.Replace("''", "'", StringComparison.Ordinal))
            )
            .ToList();
        return Comparison().Replace(text ?? "", "").Replace("and", "", StringComparison.Ordinal).All(rest => rest is ' ' or '(' or ')')
            ? new TableFilter(comparisons)
            : throw new NotSupportedException($"The model knows no filter {text}.");
    }

    /// <summary>The one that it asks for, if it names one.</summary>
    public string? Partition => comparisons.FirstOrDefault(comparison => comparison is ("PartitionKey", "eq", _)).Value;

    public bool Takes((string Partition, string Row) key, Entity entity) =>
        comparisons.All(comparison =>
        {
            var value = comparison.Name switch
            {
                "PartitionKey" => key.Partition,
                "RowKey" => key.Row,
                var name => JsonElement.Parse(entity.Body).TryGetProperty(name, out var property) ? property.ToString() : "",
            };
            var order = string.CompareOrdinal(value, comparison.Value);
            return comparison.Operator switch
            {
                "eq" => order == 0,
                "ne" => order != 0,
                "lt" => order < 0,
                "le" => order <= 0,
                "gt" => order > 0,
                _ => order >= 0,
            };
        });

    [GeneratedRegex(@"(\w+) (eq|ne|lt|le|gt|ge) '((?:[^']|'')*)'")]
    private static partial Regex Comparison();
}
