using System.Text.Json;

namespace PaySsam.Callbacks.Attention;

/// <summary>What a person says of a bill that was looked at: <c>{"count","note"}</c>.</summary>
/// <param name="Count">The bill's count that was seen.</param>
/// <param name="Note">What was done, at most 500 characters; null where nothing was written.</param>
internal sealed record Settlement(int Count, string? Note)
{
    private const int LongestNote = 500;

    /// <summary>What is wrong; null where nothing is.</summary>
    public static string? Read(ReadOnlyMemory<byte> body, out Settlement settlement)
    {
        settlement = new(0, null);
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind is not JsonValueKind.Object)
                return "The body must be an object: {\"count\":2,\"note\":\"…\"}.";
            if (!root.TryGetProperty("count", out var count) || !TryReadCount(count, out var seen))
                return "count must be the count that GET attention answered.";
            if (ReadNote(root, out var text) is { } problem)
                return problem;
            settlement = new(seen, text);
            return null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return "The body is not well-formed JSON.";
        }
    }

    /// <summary>Of <c>{"note"}</c>, or of no body. What is wrong; null where nothing is.</summary>
    public static string? ReadNote(ReadOnlyMemory<byte> body, out string? note)
    {
        note = null;
        if (body.IsEmpty)
            return null;
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind is JsonValueKind.Object
                ? ReadNote(document.RootElement, out note)
                : "The body must be an object: {\"note\":\"…\"}.";
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return "The body is not well-formed JSON.";
        }
    }

    private static string? ReadNote(JsonElement root, out string? text)
    {
        text = null;
        if (!root.TryGetProperty("note", out var note) || note.ValueKind is JsonValueKind.Null)
            return null;
        if (note.ValueKind is not JsonValueKind.String || note.GetString() is not { Length: <= LongestNote } written)
            return $"note must be a text of at most {LongestNote} characters.";
        text = written is "" ? null : written;
        return null;
    }

    private static bool TryReadCount(JsonElement element, out int count) =>
        element.ValueKind is JsonValueKind.Number ? element.TryGetInt32(out count) : (count = 0) != 0;
}
