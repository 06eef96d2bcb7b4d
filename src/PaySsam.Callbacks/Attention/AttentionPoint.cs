using System.Text.Json;
using System.Text.Json.Serialization;
using PaySsam.Callbacks.Ledgers;

namespace PaySsam.Callbacks.Attention;

/// <summary>One reason to look at a bill.</summary>
/// <param name="Code">One of <see cref="AttentionCode"/>.</param>
/// <param name="Movement">Public id of the movement that it is about; null where it is about the bill.</param>
/// <param name="From">When it may be listed; null at once.</param>
internal sealed record AttentionPoint(string Code, string? Movement, DateTimeOffset? From = null)
{
    // With room to spare in the 32,768 characters of a property.
    private const int Most = 100;

    /// <summary>Pure.</summary>
    /// <param name="ledger">The bill's.</param>
    /// <param name="expectedWon">The amount that was registered; null where none was.</param>
    /// <param name="hasTooMany">Whether callbacks of the bill found no place.</param>
    public static IReadOnlyList<AttentionPoint> Of(Ledger ledger, long? expectedWon, bool hasTooMany)
    {
        var isInParts = expectedWon is not null && OpenWon(ledger) == expectedWon;
        var ofMoney = ledger
            .Attention.Where(entry => entry.Code != AttentionCode.PaidTwice || !isInParts)
            .Select(entry => new AttentionPoint(entry.Code, entry.Movement?.Id, entry.From));
        IEnumerable<AttentionPoint> ofBill =
        [
            .. IsNotAsExpected(ledger, expectedWon) ? [new AttentionPoint(AttentionCode.NotAsExpected, ledger.Open[^1].Id)] : Nothing,
            .. hasTooMany ? [new AttentionPoint(AttentionCode.TooManyCallbacks, Movement: null)] : Nothing,
        ];
        return [.. ofBill.Concat(ofMoney).Take(Most)];
    }

    public static string Write(IEnumerable<AttentionPoint> points) =>
        JsonSerializer.Serialize([.. points], AttentionPointContext.Default.AttentionPointArray);

    /// <exception cref="InvalidDataException">The text is not such an array.</exception>
    public static IReadOnlyList<AttentionPoint> Read(string? text)
    {
        try
        {
            return text is null ? [] : JsonSerializer.Deserialize(text, AttentionPointContext.Default.AttentionPointArray) ?? [];
        }
        catch (JsonException)
        {
            throw new InvalidDataException("Points must be a JSON array of points");
        }
    }

    private static readonly AttentionPoint[] Nothing = [];

    // The same amount twice is told as paid_twice; no amount as no_amount.
    private static bool IsNotAsExpected(Ledger ledger, long? expectedWon) =>
        expectedWon is not null
        && ledger.Open.Count > 0
        && OpenWon(ledger) is { } won
        && won != expectedWon
        && ledger.NetWon != expectedWon
        && !ledger.Open.All(payment => payment.SignedWon == expectedWon);

    /// <summary>Null where an amount is not known.</summary>
    private static long? OpenWon(Ledger ledger) => ledger.Open.Aggregate((long?)0, (sum, payment) => sum + payment.SignedWon);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = false
)]
[JsonSerializable(typeof(AttentionPoint[]))]
internal sealed partial class AttentionPointContext : JsonSerializerContext;
