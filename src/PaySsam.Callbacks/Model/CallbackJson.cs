using System.Buffers;
using System.Text;
using System.Text.Json;

namespace PaySsam.Callbacks.Model;

/// <summary>
/// A callback as JSON again: the fields of the contract as strings, empty ones left out, then the unknown ones as they came.
/// </summary>
internal static class CallbackJson
{
    /// <param name="text">A field's text, or null.</param>
    /// <param name="unknown">The unknown fields as a JSON object, or null. Their names need not even be text, so no JSON writer
    /// would take them.</param>
    public static ReadOnlyMemory<byte> Write(Func<CallbackField, string?> text, string? unknown)
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output, JsonText.WriterOptions);
        json.WriteStartObject();
        foreach (var field in CallbackFields.All)
        {
            if (field is not CallbackField.Apikey && text(field) is { } value)
                json.WriteString(field.Utf8WireName(), value);
        }

        json.WriteEndObject();
        json.Flush();
        return unknown is null
            ? output.WrittenMemory
            : (byte[])[.. output.WrittenSpan[..^1], (byte)',', .. Encoding.UTF8.GetBytes(unknown).AsSpan(1)];
    }
}
