using System.Text.Encodings.Web;
using System.Text.Json;

namespace PaySsam.Callbacks.Model;

internal static class JsonText
{
    /// <summary>Levels of nesting that a callback may have.</summary>
    public const int MaxDepth = 64;

    /// <summary>Hangul and quotes as they are: what is written is served as JSON, never inside HTML.</summary>
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Utf8JsonReader Read(ReadOnlySpan<byte> json) => new(json, new JsonReaderOptions { MaxDepth = MaxDepth });

    /// <summary>
    /// The text of a name, string, number or boolean in UTF-8. False where a string escapes half a surrogate pair:
    /// well-formed JSON that no text decodes from, and that the reader itself answers with an exception.
    /// </summary>
    public static bool TryGetText(this scoped in Utf8JsonReader reader, out ReadOnlySpan<byte> text)
    {
        text = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
            return true;
        try
        {
            var decoded = new byte[text.Length];
            text = decoded.AsSpan(0, reader.CopyString(decoded));
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Where the current name, string, number or literal stands in the JSON, quotes included.</summary>
    public static Range TokenRange(this in Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        var quotes = reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String ? 2 : 0;
        return start..(start + reader.ValueSpan.Length + quotes);
    }
}
