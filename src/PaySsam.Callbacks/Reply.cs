using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PaySsam.Callbacks;

/// <summary>What an HTTP function answers: a status and a body of <c>application/json; charset=utf-8</c>.</summary>
public readonly record struct Reply(int Status, ReadOnlyMemory<byte> Json)
{
    /// <summary>The <c>Content-Type</c> of every reply.</summary>
    public const string ContentType = "application/json; charset=utf-8";

    internal static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>200 with a JSON object of the properties that are written.</summary>
    internal static Reply Ok(Action<Utf8JsonWriter> writeProperties)
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output, JsonOptions);
        json.WriteStartObject();
        writeProperties(json);
        json.WriteEndObject();
        json.Flush();
        return new Reply(200, output.WrittenMemory);
    }
}
