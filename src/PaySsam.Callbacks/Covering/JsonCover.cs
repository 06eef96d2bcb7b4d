using System.Buffers;
using System.Text;
using System.Text.Json;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Covering;

/// <summary>
/// Covers numbers in JSON, at any depth. What stands under a personal name is hidden whole, objects and arrays too. A text or number
/// under a plain name stays. Everything else, names too, goes through <see cref="TextCover"/>.
/// </summary>
internal static class JsonCover
{
    // Of nesting. What is deeper is read as text.
    private const int MostLevels = 256;

    // Of a time with seconds, and at most seven digits behind them.
    private const int ShortestTime = 19;
    private const int LongestTime = 33;

    private enum Name
    {
        Other,
        Plain,
        Personal,
    }

    /// <summary>The same JSON, covered; null where it is none, or has more than 256 levels. Numbers that stay are not rounded.</summary>
    public static ReadOnlyMemory<byte>? Of(ReadOnlySpan<byte> json, bool indented = false)
    {
        var output = new ArrayBufferWriter<byte>(json.Length + 1);
        using var writer = new Utf8JsonWriter(output, JsonText.WriterOptions with { Indented = indented, NewLine = "\n" });
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MostLevels });
        try
        {
            var (name, names) = (Name.Other, 0);
            while (reader.Read())
                name = Write(ref reader, writer, name, ref names);
        }
        catch (JsonException)
        {
            return null;
        }

        writer.Flush();
        return output.WrittenMemory;
    }

    /// <summary>Names of fields are as free as the fields.</summary>
    public static IReadOnlyList<DroppedField> Of(IReadOnlyList<DroppedField> dropped) =>
        [.. dropped.Select(field => field with { Name = TextCover.Of(field.Name) })];

    /// <param name="reader">At a token.</param>
    /// <param name="writer">Takes it.</param>
    /// <param name="name">The name that it stands under.</param>
    /// <param name="names">How many names were covered so far.</param>
    /// <returns>The name that the next token stands under.</returns>
    private static Name Write(ref Utf8JsonReader reader, Utf8JsonWriter writer, Name name, ref int names)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                return WriteName(reader, writer, ref names);
            case JsonTokenType.EndObject:
                writer.WriteEndObject();
                break;
            case JsonTokenType.EndArray:
                writer.WriteEndArray();
                break;
            case JsonTokenType.Null:
                writer.WriteNullValue();
                break;
            case JsonTokenType.String when reader.ValueSpan.IsEmpty:
                writer.WriteStringValue("");
                break;
            case var _ when name is Name.Personal:
                reader.Skip();
                writer.WriteStringValue(TextCover.Cover);
                break;
            case JsonTokenType.StartObject:
                writer.WriteStartObject();
                break;
            case JsonTokenType.StartArray:
                writer.WriteStartArray();
                break;
            case JsonTokenType.String:
                var text = Text(reader);
                writer.WriteStringValue(name is Name.Plain || IsTime(reader) ? text : TextCover.Of(text));
                break;
            case JsonTokenType.Number when name is not Name.Plain && MayBeLong(reader.ValueSpan):
                writer.WriteStringValue(TextCover.Cover);
                break;
            default:
                writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                break;
        }

        return Name.Other;
    }

    /// <summary>Covered names are numbered from the second on: a reader may refuse a name that stands twice, or drop one.</summary>
    private static Name WriteName(in Utf8JsonReader reader, Utf8JsonWriter writer, ref int names)
    {
        var name = Text(reader);
        var shown = TextCover.Of(name);
        writer.WritePropertyName(shown.Contains(TextCover.Cover) && ++names > 1 ? $"{shown} ({names})" : shown);
        return PersonalFields.IsPersonal(name) ? Name.Personal
            : PersonalFields.IsPlain(name) ? Name.Plain
            : Name.Other;
    }

    /// <summary>The cover where no text can be decoded from it.</summary>
    private static string Text(in Utf8JsonReader reader) =>
        reader.TryGetText(out var text) ? Encoding.UTF8.GetString(text) : TextCover.Cover;

    /// <summary>As our own messages and events write one: its digits are no person's.</summary>
    private static bool IsTime(in Utf8JsonReader reader) =>
        reader is { ValueIsEscaped: false, ValueSpan.Length: >= ShortestTime and <= LongestTime } && reader.TryGetDateTimeOffset(out _);

    /// <summary>Few digits and an exponent can be a long number too.</summary>
    private static bool MayBeLong(ReadOnlySpan<byte> number)
    {
        var text = Encoding.ASCII.GetString(number);
        return number.ContainsAny((byte)'e', (byte)'E') || TextCover.Of(text) != text;
    }
}
