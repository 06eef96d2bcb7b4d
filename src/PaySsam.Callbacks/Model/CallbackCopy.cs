using System.Buffers;
using System.Text.Json;

namespace PaySsam.Callbacks.Model;

/// <summary>Writes a callback anew with other texts for some fields. All else stays as it came.</summary>
internal static class CallbackCopy
{
    /// <param name="json">A callback. Of one that breaks off, or is no JSON object, what can be read is copied.</param>
    /// <param name="texts">The fields to replace, wherever they stand and by whichever name; one of no text is left out.</param>
    public static ReadOnlyMemory<byte> With(ReadOnlySpan<byte> json, IReadOnlyDictionary<CallbackField, string> texts)
    {
        var output = new ArrayBufferWriter<byte>(json.Length + 2);
        try
        {
            var reader = JsonText.Read(json);
            if (reader.Read() && reader.TokenType is JsonTokenType.StartObject)
                Copy(ref reader, json, around: null, texts, output);
        }
        catch (JsonException)
        {
            // What came before is there, each object closed.
        }

        var rest = output.WrittenCount == 0 ? "{}"u8 : output.WrittenSpan;
        var added = CallbackJson.Write(field => texts.GetValueOrDefault(field) is { Length: > 0 } text ? text : null, unknown: null);
        return rest.Length == 2 ? added
            : added.Length == 2 ? rest.ToArray()
            : (byte[])[.. rest[..^1], (byte)',', .. added.Span[1..]];
    }

    private static void Copy(
        ref Utf8JsonReader reader,
        ReadOnlySpan<byte> json,
        string? around,
        IReadOnlyDictionary<CallbackField, string> texts,
        ArrayBufferWriter<byte> output
    )
    {
        output.Write("{"u8);
        var separator = ""u8;
        try
        {
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                var name = json[reader.TokenRange()];
                var isText = reader.TryGetText(out var text);
                var isGone = isText && CallbackFields.Find(text, out _) is { } field && texts.ContainsKey(field);
                var envelope = isText ? Envelope.Find(around, text) : null;
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                var isEnvelope = envelope is not null && reader.TokenType is JsonTokenType.StartObject;
                if (!isEnvelope)
                    reader.Skip();
                if (isGone)
                    continue;
                output.Write(separator);
                output.Write(name);
                output.Write(":"u8);
                if (isEnvelope)
                    Copy(ref reader, json, envelope, texts, output);
                else
                    output.Write(json[start..(int)reader.BytesConsumed]);
                separator = ","u8;
            }
        }
        finally
        {
            output.Write("}"u8);
        }
    }
}
