using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using PaySsam.Callbacks.Wire;

namespace PaySsam.Callbacks.Parsing;

/// <summary>
/// Reads a callback whose <c>apikey</c> has been checked and removed. Liberal: numbers and booleans stand for
/// strings; null and "" for absent; of an optional field given twice the last counts; an optional field that is an
/// object or an array is kept as an unknown field.
/// </summary>
internal static class CallbackParser
{
    private const int LongestBillId = 20;

    /// <param name="json">One well-formed JSON object; it must not change afterwards.</param>
    /// <param name="callback">The callback, when valid.</param>
    /// <param name="problem">What is wrong, naming the field and quoting nothing, when not.</param>
    public static bool TryParse(
        ReadOnlyMemory<byte> json,
        [NotNullWhen(true)] out Callback? callback,
        [NotNullWhen(false)] out string? problem)
    {
        callback = null;
        var values = new string?[CallbackFields.All.Length];
        var unknown = new List<UnknownField>();
        try
        {
            problem = ReadFields(json.Span, values, unknown) ?? Missing(values);
        }
        catch (JsonException)
        {
            problem = $"it is not well-formed JSON of at most {JsonText.MaxDepth} levels"; // A queue message's body can be deeper.
        }

        if (problem is not null)
            return false;
        if (IsTooLong(values[(int)CallbackField.BillId]!))
            problem = $"bill_id is longer than {LongestBillId} characters";
        else if (ReadState(values[(int)CallbackField.ApprState]!) is { } state)
            callback = new Callback(json, values, state, unknown);
        else
            problem = "appr_state is none of W, D, F and C";
        return problem is null;
    }

    /// <summary>Whether a bill id has more characters (Unicode code points) than PaySsam's can have.</summary>
    public static bool IsTooLong(string billId) => billId.Length > LongestBillId && billId.EnumerateRunes().Count() > LongestBillId;

    private static string? ReadFields(ReadOnlySpan<byte> json, string?[] values, List<UnknownField> unknown)
    {
        var seen = 0;
        var reader = JsonText.Read(json);
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = reader.TokenRange();
            var known = reader.TryGetText(out var text) ? Find(text) : null;
            reader.Read();
            if (known is { } field && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            {
                var repeated = (seen & 1 << (int)field) != 0;
                if (repeated && IsRequired(field))
                    return $"{field.WireName()} is given twice";
                seen |= 1 << (int)field;
                if (!TryReadValue(ref reader, out values[(int)field]))
                    return $"{field.WireName()} is not text: it escapes half a surrogate pair";
            }
            else if (known is { } required && IsRequired(required))
            {
                return $"{required.WireName()} is not a string";
            }
            else
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                unknown.Add(new UnknownField(name, start..(int)reader.BytesConsumed));
            }
        }

        return null;
    }

    private static bool TryReadValue(ref Utf8JsonReader reader, out string? value)
    {
        value = null;
        if (reader.TokenType is JsonTokenType.Null)
            return true;
        if (!reader.TryGetText(out var text))
            return false;
        value = text.IsEmpty ? null : System.Text.Encoding.UTF8.GetString(text);
        return true;
    }

    private static CallbackField? Find(ReadOnlySpan<byte> name)
    {
        foreach (var field in CallbackFields.All)
        {
            if (name.SequenceEqual(field.Utf8WireName()))
                return field;
        }

        return null;
    }

    private static bool IsRequired(CallbackField field) => field is CallbackField.BillId or CallbackField.ApprState;

    private static string? Missing(string?[] values) =>
        values[(int)CallbackField.BillId] is null ? "bill_id is missing"
        : values[(int)CallbackField.ApprState] is null ? "appr_state is missing"
        : null;

    private static ApprState? ReadState(string text) => text switch
    {
        "W" => ApprState.W,
        "D" => ApprState.D,
        "F" => ApprState.F,
        "C" => ApprState.C,
        _ => null,
    };
}
