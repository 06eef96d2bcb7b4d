using PaySsam.LocalHost;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Reliability;

/// <summary>
/// A table in docs/reliability.md, which its test writes when PAYSSAM_TEST_WRITE_DOCS is set, and otherwise holds to be true.
/// A run tries three of the faults on every call, the seed says which; with <c>PAYSSAM_TEST_FAULTS=all</c>, or to write, all.
/// </summary>
internal static class FaultTable
{
    private static readonly (Fault Fault, string Name)[] Faults =
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

    private static readonly bool Writes = Environment.GetEnvironmentVariable("PAYSSAM_TEST_WRITE_DOCS") is not null;
    private static readonly bool TriesAll = Writes || Environment.GetEnvironmentVariable("PAYSSAM_TEST_FAULTS") == "all";
    private static readonly string Document = Path.Combine(Repository.Root, "docs", "reliability.md");
    private static readonly Lock Turn = new();

    /// <summary>Of this run: their columns.</summary>
    public static IReadOnlyList<int> Tried { get; } = Choose();

    /// <summary>A call that the faults are tried on, at once. A cell is null where its fault is not tried.</summary>
    public static async Task<string?[]> RowAsync(string name, Func<Fault, Task<string>> tryAsync)
    {
        var row = new string?[Faults.Length + 1];
        row[0] = name;
        await Task.WhenAll(Tried.Select(async column => row[column] = await tryAsync(Faults[column - 1].Fault)));
        return row;
    }

    /// <param name="name">Of the comments that stand around the table.</param>
    /// <param name="rows">Below its head.</param>
    public static void Compare(string name, string?[][] rows)
    {
        string[] head =
        [
            $"| storage call | {string.Join(" | ", Faults.Select(fault => fault.Name))} |",
            string.Concat(Enumerable.Repeat("|---", Faults.Length + 1)) + "|",
        ];
        lock (Turn)
        {
            var text = File.ReadAllText(Document).ReplaceLineEndings("\n");
            var (start, end) = ($"<!-- {name} -->\n", $"\n<!-- /{name} -->");
            var (from, to) = (text.IndexOf(start, StringComparison.Ordinal) + start.Length, text.IndexOf(end, StringComparison.Ordinal));
            if (Writes)
            {
                string[] table = [.. head, .. rows.Select(Text)];
                File.WriteAllText(Document, text[..from] + string.Join('\n', table) + text[to..]);
                return;
            }

            var documented = text[from..to].Split('\n');
            Assert.Equal(documented[..2], head);
            Assert.Equal(documented[2..].Select(OfThisRun).Select(Text), rows.Select(Text));
        }
    }

    private static int[] Choose()
    {
        var columns = Enumerable.Range(1, Faults.Length).ToArray();
        if (!TriesAll)
            new Random(Seed.Value).Shuffle(columns);
        return TriesAll ? columns : columns[..3];
    }

    private static string Text(string?[] row) => $"| {string.Join(" | ", row)} |";

    private static string?[] OfThisRun(string documented) =>
        [.. documented.Split('|')[1..^1].Select((cell, column) => column == 0 || Tried.Contains(column) ? cell.Trim() : null)];
}
