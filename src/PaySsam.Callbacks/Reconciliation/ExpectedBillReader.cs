using System.Text.Json;
using PaySsam.Callbacks.Expecting;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Reconciliation;

/// <summary>
/// Reads what the partner registers: <c>{"bills":[{"bill_id","amount_won","expires_on","member","merchant"}]}</c>, or the array
/// alone. An amount may be a number or its text.
/// </summary>
internal static class ExpectedBillReader
{
    /// <summary>Bills of one call.</summary>
    public const int Most = 100;

    // Of a member's or a merchant's code: 30 in PaySsam's API v1, 60 in v2.
    private const int LongestCode = 60;

    /// <param name="body">The request's body.</param>
    /// <param name="today">The Korean day.</param>
    /// <param name="bills">The bills; none where there is a problem. Of a bill that stands there twice, the last.</param>
    /// <returns>What is wrong, naming the bill's place; null where nothing is.</returns>
    public static string? Read(ReadOnlyMemory<byte> body, DateOnly today, out IReadOnlyList<ExpectedBill> bills)
    {
        bills = [];
        try
        {
            using var document = JsonDocument.Parse(body);
            var list =
                document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("bills", out var inside)
                    ? inside
                    : document.RootElement;
            if (list.ValueKind is not JsonValueKind.Array || list.GetArrayLength() is < 1 or > Most)
                return $"The body must be a list of 1 to {Most} bills: {{\"bills\":[…]}}.";
            var read = new Dictionary<string, ExpectedBill>(StringComparer.Ordinal);
            foreach (var (place, entry) in list.EnumerateArray().Index())
            {
                if (Read(entry, today, out var bill) is { } problem)
                    return $"bills[{place}]: {problem}.";
                read[bill!.BillId] = bill;
            }

            bills = [.. read.Values];
            return null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return "The body is not well-formed JSON.";
        }
    }

    private static string? Read(JsonElement entry, DateOnly today, out ExpectedBill? bill)
    {
        bill = null;
        if (entry.ValueKind is not JsonValueKind.Object)
            return "it must be an object";
        if (Text(entry, "bill_id") is not { Length: > 0 } id)
            return "bill_id is missing, or is not text";
        if (BillIdText.IsTooLong(id))
            return $"bill_id is longer than {BillIdText.Longest} characters";
        if (!entry.TryGetProperty("amount_won", out var amount) || !TryReadWon(amount, out var won))
            return "amount_won must be a whole number of won";
        if (KoreanDay.Read(Text(entry, "expires_on")) is not { } expires)
            return "expires_on must be a date such as 2026-01-31";
        var (member, merchant) = (Text(entry, "member"), Text(entry, "merchant"));
        if (member?.Length > LongestCode || merchant?.Length > LongestCode)
            return $"member or merchant is longer than {LongestCode} characters";
        bill = new ExpectedBill(id, won, expires, member, merchant, today);
        return null;
    }

    private static bool TryReadWon(JsonElement amount, out long won) =>
        amount.ValueKind switch
        {
            JsonValueKind.Number => amount.TryGetInt64(out won) && won >= 0,
            JsonValueKind.String => long.TryParse(
                amount.GetString(),
                System.Globalization.NumberStyles.None,
                System.Globalization.CultureInfo.InvariantCulture,
                out won
            ),
            _ => (won = 0) != 0,
        };

    /// <summary>Null where it is missing, empty or no text.</summary>
    private static string? Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}
