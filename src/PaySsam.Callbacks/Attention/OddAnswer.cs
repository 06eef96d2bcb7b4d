using System.Text.Json;
using System.Text.Json.Serialization;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Attention;

/// <summary>PaySsam answered C for a bill, and nobody knows whether it means cancelled.</summary>
/// <param name="ApprNum">The approval number that it named; null where none.</param>
/// <param name="At">The time that it named; null where none.</param>
/// <param name="AmountWon">The amount that it named; null where none.</param>
/// <param name="AnsweredAt">When it did so first, UTC.</param>
internal sealed record OddAnswer(string? ApprNum, DateTimeOffset? At, long? AmountWon, DateTimeOffset AnsweredAt)
{
    public static OddAnswer Of(Callback answered, DateTimeOffset now) =>
        new(TellingText.Number(answered[CallbackField.ApprNum]), answered.ApprovedAt, TellingText.Won(answered), now);

    /// <summary>Whether it names the same, whenever it was answered.</summary>
    public bool IsSame(OddAnswer? other) => other is not null && this with { AnsweredAt = other.AnsweredAt } == other;

    public static string? Write(OddAnswer? answer) =>
        answer is null ? null : JsonSerializer.Serialize(answer, OddAnswerContext.Default.OddAnswer);

    /// <exception cref="JsonException">It is something else.</exception>
    public static OddAnswer? Read(string? text) =>
        text is null ? null : JsonSerializer.Deserialize(text, OddAnswerContext.Default.OddAnswer);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(OddAnswer))]
internal sealed partial class OddAnswerContext : JsonSerializerContext;
