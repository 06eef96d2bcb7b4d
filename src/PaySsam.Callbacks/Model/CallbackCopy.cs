using System.Buffers;
using System.Text.Json;

namespace PaySsam.Callbacks.Model;

/// <summary>Writes a callback anew with other texts for some fields. What else can be read of it stays what it is.</summary>
internal static class CallbackCopy
{
    /// <param name="json">A callback. Of one that breaks off, or is no JSON object, what can be read is copied.</param>
    /// <param name="texts">The fields to replace, wherever they stand and by whichever name; one of no text is left out.</param>
    /// <returns>All fields side by side, by the names of v1; where one that is not replaced is wrong, something that the parser refuses for
    /// it.</returns>
    public static ReadOnlyMemory<byte> With(ReadOnlySpan<byte> json, IReadOnlyDictionary<CallbackField, string> texts)
    {
        var (values, unknown, wrong) = ReadableFields.Read(json);
        if (!wrong.IsSubsetOf(texts.Keys))
            return Without(json, wrong.Intersect(texts.Keys));
        foreach (var (field, text) in texts)
            values[(int)field] = text.Length == 0 ? null : text;
        return CallbackJson.Write(field => values[(int)field], Callback.JsonOf(unknown.FindAll(field => !IsEnvelope(field))));
    }

    // One that was not read as an envelope could be read as one beside other fields, and contradict the person.
    private static bool IsEnvelope(UnknownField field)
    {
        var reader = JsonText.Read(field.Name.Span);
        return reader.Read() && reader.TryGetText(out var name) && Envelope.Find(around: null, name) is not null;
    }

    /// <summary>What can be read of it as one JSON object, without some fields.</summary>
    public static ReadOnlyMemory<byte> Without(ReadOnlySpan<byte> json, IEnumerable<CallbackField> fields)
    {
        var output = new ArrayBufferWriter<byte>(json.Length + 2);
        try
        {
            var reader = JsonText.Read(json);
            if (reader.Read() && reader.TokenType is JsonTokenType.StartObject)
                Copy(ref reader, json, around: null, [.. fields], output);
        }
        catch (JsonException)
        {
            // What came before is there, each object closed.
        }

        if (output.WrittenCount == 0)
            output.Write("{}"u8);
        return output.WrittenMemory;
    }

    private static void Copy(
        ref Utf8JsonReader reader,
        ReadOnlySpan<byte> json,
        string? around,
        HashSet<CallbackField> gone,
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
                var isGone = isText && CallbackFields.Find(text, out _) is { } field && gone.Contains(field);
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
                    Copy(ref reader, json, envelope, gone, output);
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
