using PaySsam.LocalHost;

namespace PaySsam.Benchmarks.Load;

/// <summary>docs/performance.md, whose tables are written by the runs.</summary>
internal static class Document
{
    private static readonly string Folder = Path.Combine(Repository.Root, "docs");

    /// <summary>Prints it, and puts it between the comments of that name.</summary>
    public static void Replace(string name, string text)
    {
        Console.WriteLine(text);
        var (path, start, end) = (Path.Combine(Folder, "performance.md"), $"<!-- {name} -->\n", $"<!-- /{name} -->");
        var page = File.ReadAllText(path).ReplaceLineEndings("\n");
        File.WriteAllText(
            path,
            page[..(page.IndexOf(start, StringComparison.Ordinal) + start.Length)]
                + text
                + page[page.IndexOf(end, StringComparison.Ordinal)..]
        );
    }

    public static void Draw(string svg) => File.WriteAllText(Path.Combine(Folder, "performance.svg"), svg);
}
