using System.ComponentModel;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Model;
using PaySsam.LocalHost;
using PaySsam.Tests.Operator;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Documents;

/// <summary>The code that docs/changes.md shows a receiver does what the text says, in every language of it.</summary>
public sealed partial class ChangeSnippetTests
{
    // Paid; the same again; paid twice; an event that comes late; one payment cancelled.
    private const string Expected = """[[[],[]],null,[["paid_twice"],[]],null,[[],["paid_twice"]]]""";

    public static TheoryData<string> Documents => ["changes.md", "changes.ko.md"];

    [Theory]
    [MemberData(nameof(Documents))]
    public void In_CSharp(string document)
    {
        var source = File.ReadAllText(Path.Combine(Repository.Root, "tests", "PaySsam.Tests", "Documents", $"{nameof(ChangeReceiver)}.cs"));
        var method = source[source.IndexOf("    static (", StringComparison.Ordinal)..source.LastIndexOf('}')];
        Assert.Equal(Plain(method), Plain(Snippet(document, "csharp")));

        var bills = new Dictionary<string, JsonNode>();
        var taken = Events().Select(one => ChangeReceiver.TakeNext(bills, one!));
        Assert.Equal(Expected, new JsonArray([.. taken.Select(Json)]).ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task In_JavaScript(string document) =>
        Assert.Equal(
            Expected,
            await RunAsync(
                "node",
                "--eval",
                $$"""
                {{Snippet(document, "js")}}
                const bills = new Map();
                const taken = JSON.parse(process.argv[1]).map(one => take(bills, one)).map(item => item && [item.open, item.close]);
                console.log(JSON.stringify(taken));
                """
            )
        );

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task In_Python(string document) =>
        Assert.Equal(
            Expected,
            await RunAsync(
                OperatingSystem.IsWindows() ? "python" : "python3",
                "-c",
                $$"""
                import json, sys
                {{Snippet(document, "python")}}
                bills = {}
                taken = [take(bills, one) for one in json.loads(sys.argv[1])]
                print(json.dumps([item and [item["open"], item["close"]] for item in taken], separators=(",", ":")))
                """
            )
        );

    private static async Task<string> RunAsync(string program, string option, string code)
    {
        try
        {
            return (await PageBed.RunAsync(program, option, code, Events().ToJsonString())).TrimEnd();
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{program} is not on the PATH.");
            throw;
        }
    }

    private static JsonArray Events()
    {
        ReceivedCallback[] told =
        [
            F("2"),
            F("1"),
            Some.Received(Some.Callback("bill", ("appr_state", "C"), ("appr_num", "9"), ("appr_origin_num", "2")), 60),
        ];
        var events = Enumerable
            .Range(1, told.Length)
            .Select(count => Journals.Recorded(told[..count]))
            .Select(bill => ChangeEvent.Write("tests", ChangedBill.Of(bill.Payment, bill.Change)))
            .ToList();
        return [.. new[] { 0, 0, 1, 0, 2 }.Select(place => JsonNode.Parse(events[place]))];
    }

    private static ReceivedCallback F(string number) =>
        Some.Received(Some.Callback("bill", ("appr_num", number), ("appr_dt", $"2025010513000{number}")));

    private static JsonNode? Json((string[] Open, string[] Close)? item) =>
        item is { } one ? new JsonArray(Array(one.Open), Array(one.Close)) : null;

    private static JsonArray Array(string[] codes) => [.. codes.Select(code => JsonValue.Create(code))];

    /// <summary>The function <c>take</c>.</summary>
    private static string Snippet(string document, string language) =>
        Block()
            .Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", document)))
            .Single(block => block.Groups[1].Value == language && TakesOne().IsMatch(block.Groups[2].Value))
            .Groups[2]
            .Value;

    // Without indentation and comments.
    private static string Plain(string code)
    {
        var lines = code.Split('\n').Select(line => line.Split("//")[0].Trim()).Where(line => line.Length > 0);
        return new StringBuilder().AppendJoin('\n', lines).ToString();
    }

    [GeneratedRegex("^```(\\w+)\n(.+?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\b[Tt]ake\((Dictionary.+ )?bills, ")]
    private static partial Regex TakesOne();
}
