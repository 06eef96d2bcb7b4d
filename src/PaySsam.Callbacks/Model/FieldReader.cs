using System.Text;
using System.Text.Json;

namespace PaySsam.Callbacks.Model;

/// <summary>What is wrong with a field; it quotes nothing of it.</summary>
internal readonly record struct FieldProblem(CallbackField Field, string Text)
{
    public const string NotString = "is not a string";
    public const string NotText = "is not text: it escapes half a surrogate pair";
    public const string Twice = "is given twice";

    public override string ToString() => $"{Field.WireName()} {Text}";
}

/// <summary>
/// Reads the fields of the contract out of one JSON object, of a callback or of an answer, in the names of v1, of v2 or of both.
/// Liberal: numbers and booleans stand for strings; null and "" for absent; of an optional field given twice the last counts, but
/// under two names none that is empty; an optional field that is an object or an array is an unknown field.
/// </summary>
internal static class FieldReader
{
    /// <param name="json">One well-formed object.</param>
    /// <param name="around">The <see cref="Envelope"/> that it is; null at a callback's top.</param>
    /// <param name="values">Takes the fields of the contract.</param>
    /// <param name="unknown">Takes the others.</param>
    /// <param name="envelope">The only envelope, and where in <paramref name="unknown"/> it is; none where there are several.</param>
    /// <exception cref="JsonException">It is not well-formed, or too deep.</exception>
    public static FieldProblem? Read(
        ReadOnlyMemory<byte> json,
        string? around,
        string?[] values,
        List<UnknownField> unknown,
        out (string? Name, int Place) envelope
    )
    {
        envelope = default;
        var envelopes = 0;
        var seen = 0UL;
        var reader = JsonText.Read(json.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = reader.TokenRange();
            var isV2 = false;
            var known = reader.TryGetText(out var text) ? Find(text, out isV2) : null;
            reader.Read();
            if (known is { } field && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            {
                if (ReadKnown(ref reader, field, isV2, values, ref seen) is { } problem)
                    return problem;
            }
            else if (known is { } required && IsRequired(required))
            {
                return new(required, FieldProblem.NotString);
            }
            else
            {
                if (reader.TokenType is JsonTokenType.StartObject && Envelope.Find(around, text) is { } found)
                    envelope = ++envelopes == 1 ? (found, unknown.Count) : default;
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                unknown.Add(new UnknownField(isV2 ? Quoted(known!.Value) : json[name], json[start..(int)reader.BytesConsumed]));
            }
        }

        return null;
    }

    /// <summary>
    /// Adds what an envelope says to what stands around it: the inner text counts, but a required field has to be the same in
    /// both.
    /// </summary>
    public static FieldProblem? Join(string?[] values, string?[] inside)
    {
        foreach (var field in CallbackFields.All)
        {
            ref var value = ref values[(int)field];
            var other = inside[(int)field];
            if (IsRequired(field) && value is not null && other is not null && value != other)
                return new(field, FieldProblem.Twice);
            value = other ?? value;
        }

        return null;
    }

    public static bool IsRequired(CallbackField field) => field is CallbackField.BillId or CallbackField.ApprState;

    private static FieldProblem? ReadKnown(ref Utf8JsonReader reader, CallbackField field, bool isV2, string?[] values, ref ulong seen)
    {
        var (name, otherName) = isV2 ? (1UL << 32 << (int)field, 1UL << (int)field) : (1UL << (int)field, 1UL << 32 << (int)field);
        if ((seen & name) != 0 && IsRequired(field))
            return new(field, FieldProblem.Twice);
        if (!TryReadValue(ref reader, out var value))
            return new(field, FieldProblem.NotText);
        seen |= name;
        ref var known = ref values[(int)field];
        if ((seen & otherName) == 0)
            known = value;
        else if (IsRequired(field) && known is not null && value is not null && value != known)
            return new(field, FieldProblem.Twice);
        else
            known = value ?? known;
        return null;
    }

    private static bool TryReadValue(ref Utf8JsonReader reader, out string? value)
    {
        value = null;
        if (reader.TokenType is JsonTokenType.Null)
            return true;
        if (!reader.TryGetText(out var text))
            return false;
        value = text.IsEmpty ? null : Encoding.UTF8.GetString(text);
        return true;
    }

    // A field that was added after the id was frozen is an unknown one, so that ids and ranks of old callbacks do not change.
    private static CallbackField? Find(ReadOnlySpan<byte> name, out bool isV2)
    {
        var field = CallbackFields.Find(name, out isV2);
        if (field is null || CallbackId.Knows(field.Value))
            return field;
        isV2 = false;
        return null;
    }

    private static byte[] Quoted(CallbackField field) => [(byte)'"', .. field.Utf8WireName(), (byte)'"'];
}
