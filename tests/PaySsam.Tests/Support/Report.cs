using PaySsam.LocalHost;

namespace PaySsam.Tests.Support;

/// <summary>The figures of the reliability proofs: test runners swallow what a passing test prints, so they go to a file.</summary>
internal static class Report
{
    private static readonly Lock Turn = new();
    private static readonly string Path = System.IO.Path.Combine(Repository.Root, "artifacts", "reliability.txt");

    static Report() => File.Delete(Path);

    public static void Line(string text)
    {
        lock (Turn)
            File.AppendAllText(Path, text + Environment.NewLine);
    }
}
