using System.Text.Json.Nodes;

namespace PaySsam.Tests.Documents;

/// <summary>What docs/changes.md shows in C#, as it stands there.</summary>
internal static class ChangeReceiver
{
    public static (string[] Open, string[] Close)? TakeNext(Dictionary<string, JsonNode> bills, JsonNode one) => Take(bills, one);

    static (string[] Open, string[] Close)? Take(Dictionary<string, JsonNode> bills, JsonNode one)
    {
        var known = bills.GetValueOrDefault((string)one["subject"]!);
        if (known is not null && string.CompareOrdinal((string)known["sequence"]!, (string)one["sequence"]!) >= 0)
            return null; // Older, or a repeat.
        bills[(string)one["subject"]!] = one;
        var (before, now) = (Codes(known), Codes(one));
        return ([.. now.Except(before)], [.. before.Except(now)]);

        static string[] Codes(JsonNode? one) => [.. one?["data"]?["attention"]?.AsArray().Select(code => (string)code!) ?? []];
    }
}
