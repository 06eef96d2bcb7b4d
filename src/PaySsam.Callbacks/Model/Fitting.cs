using System.Buffers;
using System.Text;

namespace PaySsam.Callbacks.Model;

/// <summary>
/// Makes a callback fit a queue message and a table's row: optional fields of the contract of more than 1 KiB go first, then the
/// largest unknown fields, until it fits. What is kept is written anew, by the names of v1 and without an envelope.
/// </summary>
internal static class Fitting
{
    /// <summary>
    /// Bytes that a callback may have once it is read. A message holds 48 KiB before base64, and a property of a row 32,768
    /// characters.
    /// </summary>
    public const int Largest = 32 * 1024;

    private const int LongestOptional = 1024;

    /// <param name="values">The fields of the contract; those that go become null.</param>
    /// <param name="state">The state as it is read. It stands for a text that is too long.</param>
    /// <param name="unknown">The others; those that go are taken out.</param>
    /// <param name="dropped">What went.</param>
    public static ReadOnlyMemory<byte> Fit(
        string?[] values,
        ApprState state,
        List<UnknownField> unknown,
        out IReadOnlyList<DroppedField> dropped
    )
    {
        var gone = new List<DroppedField>();
        dropped = gone;
        if (Excess(values, unknown) > 0)
        {
            ref var told = ref values[(int)CallbackField.ApprState];
            told = told!.Length > LongestOptional ? state.ToString() : told;
            foreach (var field in Optional(values).Where(field => Length(values, field) > LongestOptional).ToList())
                Drop(values, field, gone);
            DropLargest(unknown, Excess(values, unknown), gone);

            // Of control characters each takes six bytes in JSON.
            foreach (var field in Optional(values).OrderByDescending(field => Length(values, field)).ToList())
            {
                if (Excess(values, unknown) > 0)
                    Drop(values, field, gone);
            }
        }

        return Write(Known(values).Span, unknown);
    }

    private static ReadOnlyMemory<byte> Known(string?[] values) => CallbackJson.Write(field => values[(int)field], unknown: null);

    private static int Excess(string?[] values, List<UnknownField> unknown) => Known(values).Length + unknown.Sum(Size) - Largest;

    private static IEnumerable<CallbackField> Optional(string?[] values) =>
        CallbackFields.All.Where(field => !FieldReader.IsRequired(field) && values[(int)field] is not null);

    private static int Length(string?[] values, CallbackField field) => Encoding.UTF8.GetByteCount(values[(int)field]!);

    private static void Drop(string?[] values, CallbackField field, List<DroppedField> gone)
    {
        DroppedField.Add(gone, field.WireName(), Length(values, field));
        values[(int)field] = null;
    }

    private static void DropLargest(List<UnknownField> unknown, int excess, List<DroppedField> gone)
    {
        var going = new HashSet<int>();
        foreach (var place in Enumerable.Range(0, unknown.Count).OrderByDescending(place => Size(unknown[place])))
        {
            if (excess <= 0)
                break;
            going.Add(place);
            excess -= Size(unknown[place]);
            DroppedField.Add(gone, Text(unknown[place].Name), unknown[place].Value.Length);
        }

        var at = 0;
        unknown.RemoveAll(_ => going.Contains(at++));
    }

    private static int Size(UnknownField field) => field.Name.Length + field.Value.Length + 2;

    private static ReadOnlyMemory<byte> Write(ReadOnlySpan<byte> known, List<UnknownField> unknown)
    {
        var json = new ArrayBufferWriter<byte>(Largest);
        json.Write(known[..^1]);
        foreach (var (name, value) in unknown)
        {
            if (json.WrittenCount > 1)
                json.Write(","u8);
            json.Write(name.Span);
            json.Write(":"u8);
            json.Write(value.Span);
        }

        json.Write("}"u8);
        return json.WrittenMemory;
    }

    private static string Text(ReadOnlyMemory<byte> name)
    {
        var reader = JsonText.Read(name.Span);
        return reader.Read() && reader.TryGetText(out var text) ? Encoding.UTF8.GetString(text) : "";
    }
}
