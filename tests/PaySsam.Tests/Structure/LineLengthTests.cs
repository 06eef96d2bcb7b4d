using PaySsam.LocalHost;

namespace PaySsam.Tests.Structure;

/// <summary>What the formatters leave as it is: comments and strings.</summary>
public sealed class LineLengthTests
{
    private const int Most = 140;
    private static readonly string[] Kinds = [".cs", ".csproj", ".props", ".targets", ".js", ".mjs", ".css", ".html"];
    private static readonly string[] Skipped = ["artifacts", "node_modules", ".git"];

    [Fact]
    public void No_line_of_code_is_longer_than_140_columns()
    {
        var files = Files(new DirectoryInfo(Repository.Root)).Where(file => Kinds.Contains(file.Extension)).ToList();

        var tooLong =
            from file in files
            from line in File.ReadLines(file.FullName).Index()
            where line.Item.Length > Most
            select $"{Path.GetRelativePath(Repository.Root, file.FullName)}:{line.Index + 1}";

        Assert.True(files.Count > 400);
        Assert.Empty(tooLong);
    }

    private static IEnumerable<FileInfo> Files(DirectoryInfo folder) =>
        folder.EnumerateFiles().Concat(folder.EnumerateDirectories().Where(inner => !Skipped.Contains(inner.Name)).SelectMany(Files));
}
