using System.Buffers;
using System.Text.Json;

namespace PaySsam.Callbacks.Model;

/// <summary>What replies and messages write in common.</summary>
internal static class JsonWriting
{
    /// <summary>One object of the properties that are written.</summary>
    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> writeProperties)
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output, JsonText.WriterOptions);
        json.WriteStartObject();
        writeProperties(json);
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    /// <summary>An array of objects.</summary>
    public static ReadOnlyMemory<byte> WriteArray<T>(IEnumerable<T> items, Action<Utf8JsonWriter, T> writeProperties)
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output, JsonText.WriterOptions);
        json.WriteStartArray();
        foreach (var item in items)
        {
            json.WriteStartObject();
            writeProperties(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Flush();
        return output.WrittenMemory;
    }

    /// <summary>A text with its quotes.</summary>
    public static string Text(string text) => $"\"{JsonEncodedText.Encode(text, JsonText.WriterOptions.Encoder)}\"";

    /// <summary>A property that is an array of objects.</summary>
    public static void WriteObjects<T>(this Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> writeProperties)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            writeProperties(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>A property that is an array of texts.</summary>
    public static void WriteStrings(this Utf8JsonWriter json, string name, IEnumerable<string> items)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
            json.WriteStringValue(item);
        json.WriteEndArray();
    }

    /// <summary>In UTC, or null.</summary>
    public static void WriteTime(this Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is null)
            json.WriteNull(name);
        else
            json.WriteString(name, time.Value.UtcDateTime);
    }
}
