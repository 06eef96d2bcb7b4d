namespace PaySsam.Callbacks.Model;

/// <summary>The names of corrected fields as they stand in a row: with commas between, and no property where there are none.</summary>
internal static class CorrectedFields
{
    public static string? Write(IReadOnlyList<string> names) => names is [] ? null : string.Join(',', names);

    public static IReadOnlyList<string> Read(string? text) => text?.Split(',') ?? [];

    /// <summary>Those that are names of v1, each once.</summary>
    public static IReadOnlyList<string> Known(IEnumerable<string>? names) =>
        names is null ? [] : [.. CallbackFields.All.Select(field => field.WireName()).Intersect(names)];
}
