using System.Text.RegularExpressions;
using PaySsam.LocalHost;

namespace PaySsam.Tests.Documents;

public sealed partial class LinksTests
{
    [Fact]
    public void Every_link_of_the_documents_leads_to_a_file()
    {
        string[] documents =
        [
            .. Directory.EnumerateFiles(Repository.Root, "*.md"),
            .. new[] { "docs", "infra", "bench", "tests/PaySsam.TestHost" }.SelectMany(folder =>
                Directory
                    .EnumerateFiles(Path.Combine(Repository.Root, folder), "*.md", SearchOption.AllDirectories)
                    .Where(file => !file.Contains("node_modules", StringComparison.Ordinal))
            ),
        ];

        var broken = documents.SelectMany(file =>
            Link()
                .Matches(File.ReadAllText(file))
                .Select(match => match.Groups[1].Value)
                .Where(link => !Path.Exists(Path.Combine(Path.GetDirectoryName(file)!, link)))
                .Select(link => $"{Path.GetRelativePath(Repository.Root, file)}: {link}")
        );

        Assert.True(documents.Length > 20);
        Assert.Empty(broken);
    }

    // Relative ones, without what is behind a #.
    [GeneratedRegex(@"\]\((?!https?:|mailto:|#)([^)#\s]+)")]
    private static partial Regex Link();
}
