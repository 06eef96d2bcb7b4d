using PaySsam.LocalHost;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Reliability;

/// <summary>
/// A table in docs/reliability.md, which its test writes when PAYSSAM_TEST_WRITE_DOCS is set, and otherwise holds to be true.
/// </summary>
internal static class FaultTable
{
    public static readonly IReadOnlyList<(Fault Fault, string Name)> Faults =
    [
        (Fault.Refused, "refused"),
        (Fault.TimeOut, "no answer"),
        (Fault.Status500, "500"),
        (Fault.Status503WithRetryAfter, "503, Retry-After"),
        (Fault.Status429, "429"),
        (Fault.Status409, "409"),
        (Fault.Status412, "412"),
        (Fault.AppliedButAnswerLost, "applied, answer lost"),
        (Fault.Slow, "slow"),
    ];

    private static readonly string Document = Path.Combine(Repository.Root, "docs", "reliability.md");
    private static readonly Lock Turn = new();

    /// <summary>A call that every fault is tried on, at once.</summary>
    public static async Task<string> RowAsync(string name, Func<Fault, Task<string>> tryAsync) =>
        $"| {name} | {string.Join(" | ", await Task.WhenAll(Faults.Select(fault => tryAsync(fault.Fault))))} |";

    /// <param name="name">Of the comments that stand around the table.</param>
    /// <param name="rows">Below its head.</param>
    public static void Compare(string name, string[] rows)
    {
        string[] table =
        [
            $"| storage call | {string.Join(" | ", Faults.Select(fault => fault.Name))} |",
            string.Concat(Enumerable.Repeat("|---", Faults.Count + 1)) + "|",
            .. rows,
        ];
        lock (Turn)
        {
            var text = File.ReadAllText(Document).ReplaceLineEndings("\n");
            var (start, end) = ($"<!-- {name} -->\n", $"\n<!-- /{name} -->");
            var (from, to) = (text.IndexOf(start, StringComparison.Ordinal) + start.Length, text.IndexOf(end, StringComparison.Ordinal));
            if (Environment.GetEnvironmentVariable("PAYSSAM_TEST_WRITE_DOCS") is not null)
                File.WriteAllText(Document, text[..from] + string.Join('\n', table) + text[to..]);
            else
                Assert.Equal(text[from..to].Split('\n'), table);
        }
    }
}
