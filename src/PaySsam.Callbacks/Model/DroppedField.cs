using System.Text.Json;
using PaySsam.Callbacks.Http;

namespace PaySsam.Callbacks.Model;

/// <summary>A field of a callback that was too long to keep: it was replaced by "" or left out, before the callback got its id.</summary>
/// <param name="Name">As it came, cut at 100 characters; <c>*</c> for all of a callback that has more than 20.</param>
/// <param name="Length">How many bytes its value had.</param>
public readonly record struct DroppedField(string Name, int Length)
{
    private const int MostNamed = 20;
    private const int LongestName = 100;

    /// <summary>
    /// The fields dropped first, and those dropped after them; neither may be told more than a queue message has room for.
    /// </summary>
    internal static IReadOnlyList<DroppedField> Join(IReadOnlyList<DroppedField> first, IReadOnlyList<DroppedField> then)
    {
        if (then.Count == 0)
            return first;
        var all = first.ToList();
        foreach (var (name, length) in then)
            Add(all, name, length);
        return all;
    }

    internal static void Add(List<DroppedField> fields, string name, int length)
    {
        if (fields.Count < MostNamed)
            fields.Add(new DroppedField(Cut(name), length));
        else
            fields[^1] = new DroppedField("*", fields[^1].Length + length);
    }

    internal static void Write(Utf8JsonWriter json, IReadOnlyList<DroppedField> fields) =>
        json.WriteObjects(
            "dropped",
            fields,
            field =>
            {
                json.WriteString("name", field.Name);
                json.WriteNumber("length", field.Length);
            }
        );

    private static string Cut(string name) =>
        name.Length <= LongestName ? name
        : char.IsHighSurrogate(name[LongestName - 1]) ? name[..(LongestName - 1)]
        : name[..LongestName];
}
