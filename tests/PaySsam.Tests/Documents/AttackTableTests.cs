using System.Reflection;
using System.Text.RegularExpressions;
using PaySsam.LocalHost;

namespace PaySsam.Tests.Documents;

/// <summary>docs/attacks.md lists nothing that no test holds.</summary>
public partial class AttackTableTests
{
    private static readonly HashSet<string> Tests =
    [
        .. from type in typeof(AttackTableTests).Assembly.GetTypes()
        from method in type.GetMethods()
        where method.GetCustomAttributes().Any(attribute => attribute is FactAttribute)
        select $"{type.Name}.{method.Name}",
    ];

    [Fact]
    public void Every_attack_names_tests_that_are_there()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, "docs", "attacks.md"))
            .Select(line => Row().Match(line))
            .Where(match => match.Success)
            .Select(match => match.Groups[1].Value)
            .ToList();

        Assert.True(rows.Count >= 48, $"Only {rows.Count} kinds are listed.");
        Assert.All(
            rows,
            row =>
            {
                var named = Name().Matches(row).Select(match => match.Groups[1].Value).ToList();
                Assert.NotEmpty(named);
                Assert.Subset(Tests, named.ToHashSet());
            }
        );
    }

    /// <summary>A row of a table of three columns whose first is a number; its last column.</summary>
    [GeneratedRegex(@"^\| \d+ \|[^|]+\|([^|]+)\|$")]
    private static partial Regex Row();

    [GeneratedRegex(@"`(\w+\.\w+)`")]
    private static partial Regex Name();
}
