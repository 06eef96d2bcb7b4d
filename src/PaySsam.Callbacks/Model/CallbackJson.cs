using System.Text;

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
        var known = JsonWriting.Write(json =>
        {
            foreach (var field in CallbackFields.All)
            {
                if (field is not CallbackField.Apikey && text(field) is { } value)
                    json.WriteString(field.Utf8WireName(), value);
            }
        });
        return unknown is null ? known
            : known.Length == 2 ? Encoding.UTF8.GetBytes(unknown)
            : (byte[])[.. known.Span[..^1], (byte)',', .. Encoding.UTF8.GetBytes(unknown).AsSpan(1)];
    }
}
