using System.Text;
using System.Text.Json;
using PaySsam.Callbacks.Covering;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Repair;

/// <summary>
/// A dead letter as JSON: <c>{"id","reason","problem","count","first_at","last_at","redriven_at","dismissed_at","authenticated_by",
/// "content_type","body_length","content_length","content","to_correct","corrected":["name"],"read":[{…}]}</c>. <c>content</c> is cut at
/// 64,000 of its <c>content_length</c> bytes. <c>body_length</c> stands only where a body could not be read. <c>to_correct</c> says what is
/// wrong with a callback that a person can put right. <c>corrected</c> names the fields that it was put right with. <c>read</c> holds what
/// can be read of the callback, or of each one in a queue message, by the names of v1. Covered, no card, account or phone number is shown,
/// and <c>content</c> is text to read: decoded from the base64 of a queue message, JSON indented.
/// </summary>
internal static class DeadLetterJson
{
    public static void Write(Utf8JsonWriter json, DeadLetter letter, string? toCorrect, bool isCovered)
    {
        json.WriteString("id", letter.Id);
        json.WriteString("reason", letter.Reason.ToString());
        json.WriteString("problem", letter.Problem);
        json.WriteNumber("count", letter.Count);
        json.WriteString("first_at", letter.FirstAt.UtcDateTime);
        json.WriteString("last_at", letter.LastAt.UtcDateTime);
        json.WriteTime("redriven_at", letter.RedrivenAt);
        json.WriteTime("dismissed_at", letter.DismissedAt);
        json.WriteString("authenticated_by", letter.AuthenticatedBy);
        json.WriteString("content_type", isCovered && letter.ContentType is { } type ? TextCover.Of(type) : letter.ContentType);
        if (letter.BodyLength is { } length)
            json.WriteNumber("body_length", length);
        json.WriteNumber("content_length", letter.ContentLength);
        json.WriteString("content", isCovered ? Covered(letter) : Encoding.UTF8.GetString(letter.Content.Span));
        json.WriteString("to_correct", toCorrect);
        json.WriteStrings("corrected", Corrections.Of(letter).Names);
        json.WriteStartArray("read");
        foreach (var fields in CallbackRepair.Fields(letter))
            json.WriteRawValue(Read(fields, isCovered).Span, skipInputValidation: true);
        json.WriteEndArray();
    }

    private static string Covered(DeadLetter letter) =>
        LetterCover.Of(letter.Content.Span, letter.Reason is DeadLetterReason.UnreadableMessage or DeadLetterReason.RetriesExhausted);

    private static ReadOnlyMemory<byte> Read(string?[] fields, bool isCovered)
    {
        var json = CallbackJson.Write(field => fields[(int)field], unknown: null);
        return isCovered ? JsonCover.Of(json.Span)!.Value : json;
    }
}
