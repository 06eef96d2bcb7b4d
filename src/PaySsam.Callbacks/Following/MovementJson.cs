using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using PaySsam.Callbacks.Ledgers;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Following;

/// <summary>A movement as a row of the journal holds it. What is null is left out.</summary>
internal sealed record MovementJson(
    string? Id,
    string? CallbackId,
    string Kind,
    DateTimeOffset? At,
    long? AmountWon,
    string? ApprNum,
    string? ApprPayType,
    string? ApprIssuerCd,
    string? ApprIssuer,
    string? ApprAcquirerCd,
    string? ApprAcquirerNm,
    string? ApprMonthly,
    string? ApprOriginNum,
    string? Member,
    string Source,
    DateTimeOffset FirstReceivedAt,
    DateTimeOffset ReceivedAt
)
{
    /// <summary>A JSON array.</summary>
    public static string Write(IEnumerable<Movement> movements) =>
        JsonSerializer.Serialize([.. movements.Select(Of)], MovementJsonContext.Relaxed.MovementJsonArray);

    /// <exception cref="InvalidDataException">The text is not such an array.</exception>
    public static IEnumerable<JournalEntry> Read(string billKey, string billId, string text)
    {
        try
        {
            return JsonSerializer
                .Deserialize(text, MovementJsonContext.Relaxed.MovementJsonArray)!
                .Select(movement => movement.Entry(billKey, billId))
                .ToList();
        }
        catch (Exception fault) when (fault is JsonException or NullReferenceException)
        {
            throw new InvalidDataException("Movements must be a JSON array of movements");
        }
    }

    private static MovementJson Of(Movement movement) =>
        new(
            movement.Id,
            movement.HighestId,
            movement.Kind,
            movement.At,
            movement.SignedWon is { } won ? Math.Abs(won) : null,
            movement.Details.ApprNum,
            movement.Details.PayType,
            movement.Details.IssuerCode,
            movement.Details.Issuer,
            movement.Details.AcquirerCode,
            movement.Details.Acquirer,
            movement.Details.Instalments,
            movement.Details.OriginApprNum,
            movement.Details.Member,
            movement.Source,
            movement.FirstReceivedAt,
            movement.HighestReceivedAt
        );

    // A property that is missing is not refused as one that is null is.
    private JournalEntry Entry(string billKey, string billId) =>
        Source is null || FirstReceivedAt == default || ReceivedAt == default
            ? throw new JsonException()
            : new(
                billKey,
                billId,
                Kind switch
                {
                    Movement.Payment => ApprState.F,
                    Movement.Cancellation => ApprState.C,
                    _ => throw new JsonException(),
                },
                Id,
                CallbackId,
                At is { } at ? KoreanDay.At(at) : null,
                AmountWon,
                new(ApprNum, ApprPayType, ApprIssuerCd, ApprIssuer, ApprAcquirerCd, ApprAcquirerNm, ApprMonthly, ApprOriginNum, Member),
                Source,
                FirstReceivedAt,
                ReceivedAt
            );
}

[JsonSerializable(typeof(MovementJson[]))]
internal sealed partial class MovementJsonContext : JsonSerializerContext
{
    // Hangul as it is: in a string of a table every character counts.
    public static readonly MovementJsonContext Relaxed = new(
        new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            RespectNullableAnnotations = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }
    );
}
