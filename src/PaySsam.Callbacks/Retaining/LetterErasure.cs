using System.Text;
using System.Text.Json;
using PaySsam.Callbacks.Covering;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Retaining;

/// <summary>
/// The content of a dead letter without what is personal. A callback, or a message of callbacks, keeps its payments and can still be
/// redriven. Of a callback that is not valid the fields of the contract stay. What cannot be read at all goes.
/// </summary>
internal static class LetterErasure
{
    public static ReadOnlyMemory<byte> Of(DeadLetter letter) =>
        letter.Reason switch
        {
            DeadLetterReason.UnreadableMessage or DeadLetterReason.RetriesExhausted => OfMessage(
                Encoding.UTF8.GetString(letter.Content.Span)
            ),
            _ => OfCallback(letter.Content),
        };

    /// <summary>What a person put it right with. It can still be redriven so.</summary>
    public static string? OfCorrection(DeadLetter letter) =>
        letter.Correction is { } json ? Encoding.UTF8.GetString(OfInvalid(Encoding.UTF8.GetBytes(json)).Span) : null;

    /// <summary>Whether it holds what it says of a bill by the bill's id alone.</summary>
    public static bool IsPlain(DeadLetter letter) =>
        letter.Reason is DeadLetterReason.WebhookUndelivered
        || (letter.Reason is DeadLetterReason.RetriesExhausted && letter.Queue is StorageNames.DeliveryQueue);

    /// <summary>Whether one of its callbacks is of the bill, as it came or as a person put it right.</summary>
    public static bool IsOf(DeadLetter letter, string billId) =>
        (letter.Correction is { } json && Names(Encoding.UTF8.GetBytes(json), billId)) || IsOfContent(letter, billId);

    private static bool IsOfContent(DeadLetter letter, string billId) =>
        CallbackMessage.TryDecode(Encoding.UTF8.GetString(letter.Content.Span), out var message, out _)
            ? message.Callbacks.Any(item => Names(item.Body, billId))
            : Names(letter.Content, billId);

    private static bool Names(ReadOnlyMemory<byte> json, string billId) =>
        CallbackParser.TryParse(json, out var callback, out _)
            ? callback.BillId == billId
            : Encoding.UTF8.GetString(OfInvalid(json).Span).Contains(JsonWriting.Text(billId), StringComparison.Ordinal);

    private static ReadOnlyMemory<byte> OfMessage(string text) =>
        CallbackMessage.TryDecode(text, out var message, out _)
            ? Encoding.UTF8.GetBytes(
                CallbackMessage.Encode(
                    message.Callbacks.Select(item =>
                        item with
                        {
                            Id = ErasedCallback.Mark,
                            Body = OfCallback(item.Body),
                            TraceParent = null,
                            Dropped = item.Dropped is null ? null : [.. ErasedCallback.Names(item.KnownDropped)],
                        }
                    )
                )
            )
            : default;

    private static ReadOnlyMemory<byte> OfCallback(ReadOnlyMemory<byte> json) =>
        CallbackParser.TryParse(json, out var callback, out _) ? ErasedCallback.Json(callback) : OfInvalid(json);

    private static ReadOnlyMemory<byte> OfInvalid(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = JsonText.MaxDepth });
            return document.RootElement.ValueKind is JsonValueKind.Object
                ? JsonWriting.Write(output => Write(output, document.RootElement))
                : default;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return default; // The latter where a text escapes half a surrogate pair.
        }
    }

    private static void Write(Utf8JsonWriter output, JsonElement callback)
    {
        foreach (var property in callback.EnumerateObject())
        {
            if (property is { Name: "bill" or "data", Value.ValueKind: JsonValueKind.Object })
            {
                output.WriteStartObject(property.Name);
                Write(output, property.Value);
                output.WriteEndObject();
            }
            else if (CallbackFields.Find(Encoding.UTF8.GetBytes(property.Name), out _) is { } field)
            {
                output.WriteString(property.Name, Text(field, property.Value));
            }
        }
    }

    /// <summary>What is wrong in a field may be a number that belongs to another.</summary>
    private static string Text(CallbackField field, JsonElement value) =>
        value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False
        && !PersonalFields.Erased.Contains(field)
        && value.ToString() is var text
        && (PersonalFields.Plain.Contains(field) || TextCover.Of(text) == text)
            ? text
            : ErasedCallback.Mark;
}
