using System.Text.Json;
using System.Text.Json.Serialization;

namespace PaySsam.Callbacks.Model;

/// <summary>Dropped fields as they stand in rows: <c>[{"name","length"}]</c>, and no property where there are none.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(IReadOnlyList<DroppedField>))]
internal sealed partial class DroppedJson : JsonSerializerContext
{
    public static string? Write(IReadOnlyList<DroppedField> fields) =>
        fields is [] ? null : JsonSerializer.Serialize(fields, Default.IReadOnlyListDroppedField);

    /// <exception cref="JsonException">Somebody has damaged the row.</exception>
    public static IReadOnlyList<DroppedField> Read(string? text) =>
        text is null ? [] : JsonSerializer.Deserialize(text, Default.IReadOnlyListDroppedField) ?? [];
}
