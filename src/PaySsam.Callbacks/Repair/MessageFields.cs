using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Repair;

/// <summary>Reads what it can of the callbacks in a queue message, also in one that another program wrote.</summary>
internal static class MessageFields
{
    // As many as one looks at.
    private const int Most = 20;

    /// <param name="content">JSON, or base64 of JSON. It may be neither, or cut.</param>
    public static IReadOnlyList<string?[]> Of(ReadOnlySpan<byte> content)
    {
        var text = new byte[content.Length];
        var json = Convert.TryFromBase64String(Encoding.UTF8.GetString(content), text, out var length)
            ? text.AsMemory(0, length)
            : content.ToArray();
        try
        {
            using var document = JsonDocument.Parse(json);
            return [.. Find(document.RootElement).Take(Most)];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    /// <summary>Of each outermost object that has a field of a callback.</summary>
    private static IEnumerable<string?[]> Find(JsonElement element)
    {
        if (element.ValueKind is JsonValueKind.Array)
            return element.EnumerateArray().SelectMany(Find);
        if (element.ValueKind is not JsonValueKind.Object)
            return [];
        var isCallback = element.EnumerateObject().Any(property => IsField(JsonMarshal.GetRawUtf8PropertyName(property)));
        if (!isCallback)
            return element.EnumerateObject().SelectMany(property => Find(property.Value));
        var fields = ReadableFields.Of(JsonMarshal.GetRawUtf8Value(element));
        return Array.Exists(fields, text => text is not null) ? [fields] : [];
    }

    private static bool IsField(ReadOnlySpan<byte> name) => CallbackFields.Find(name, out _) is not null;
}
