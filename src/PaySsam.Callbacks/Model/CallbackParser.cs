using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace PaySsam.Callbacks.Model;

/// <summary>
/// Reads a callback whose <c>apikey</c> has been checked and removed, in the names of v1, of v2 or of both. Liberal: numbers
/// and booleans stand for strings; null and "" for absent; of an optional field given twice the last counts, but under two
/// names none that is empty; an optional field that is an object or an array is kept as an unknown field. Where the top does not
/// say which bill or which state, the rest is read from its only <see cref="Envelope"/>, and likewise from the only one in that.
/// </summary>
internal static class CallbackParser
{
    // What the result of a mapping has to name, in one word or another; its definition is not public in full.
    private static readonly string[] OfMapping = ["member", "merchant", "mapping", "auth"];

    /// <param name="json">One well-formed JSON object; it must not change afterwards.</param>
    /// <param name="callback">The callback, when valid.</param>
    /// <param name="problem">What is wrong, naming the field and quoting nothing, when not.</param>
    public static bool TryParse(
        ReadOnlyMemory<byte> json,
        [NotNullWhen(true)] out Callback? callback,
        [NotNullWhen(false)] out string? problem
    )
    {
        callback = null;
        var values = new string?[CallbackFields.All.Length];
        var unknown = new List<UnknownField>();
        try
        {
            problem = ReadFields(json, around: null, values, unknown, out var envelope);
            while (problem is null && envelope is ({ } name, var place) && LacksRequired(values))
            {
                var inside = unknown[place].Value;
                unknown.RemoveAt(place);
                var below = new string?[values.Length];
                problem = ReadFields(inside, name, below, unknown, out envelope) ?? Join(values, below);
            }

            problem ??= Missing(values, unknown);
        }
        catch (JsonException)
        {
            problem = $"it is not well-formed JSON of at most {JsonText.MaxDepth} levels"; // A queue message's body can be deeper.
        }

        if (problem is not null)
            return false;
        if (BillIdText.IsTooLong(values[(int)CallbackField.BillId]!))
            problem = $"bill_id is longer than {BillIdText.Longest} characters";
        else if (StateText.Read(values[(int)CallbackField.ApprState]) is { } state)
            callback = Fit(json, values, state, unknown, out problem);
        else
            problem = "appr_state must be W, D, F or C";
        return callback is not null;
    }

    /// <param name="json">One object.</param>
    /// <param name="around">The envelope that it is; null at the top.</param>
    /// <param name="values">Takes the fields of the contract.</param>
    /// <param name="unknown">Takes the others.</param>
    /// <param name="envelope">The only envelope, and where in <paramref name="unknown"/> it is; none where there are several.</param>
    private static string? ReadFields(
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
                return $"{required.WireName()} is not a string";
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

    private static string? ReadKnown(ref Utf8JsonReader reader, CallbackField field, bool isV2, string?[] values, ref ulong seen)
    {
        var (name, otherName) = isV2 ? (1UL << 32 << (int)field, 1UL << (int)field) : (1UL << (int)field, 1UL << 32 << (int)field);
        if ((seen & name) != 0 && IsRequired(field))
            return $"{field.WireName()} is given twice";
        if (!TryReadValue(ref reader, out var value))
            return $"{field.WireName()} is not text: it escapes half a surrogate pair";
        seen |= name;
        ref var known = ref values[(int)field];
        if ((seen & otherName) == 0)
            known = value;
        else if (IsRequired(field) && known is not null && value is not null && value != known)
            return $"{field.WireName()} is given twice";
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

    // One that the contract gained later is unknown here: the id, the rank and what is looked into stay what they were.
    private static CallbackField? Find(ReadOnlySpan<byte> name, out bool isV2)
    {
        var field = CallbackFields.Find(name, out isV2);
        if (field is null || CallbackId.Knows(field.Value))
            return field;
        isV2 = false;
        return null;
    }

    private static Callback? Fit(
        ReadOnlyMemory<byte> json,
        string?[] values,
        ApprState state,
        List<UnknownField> unknown,
        out string? problem
    )
    {
        IReadOnlyList<DroppedField> dropped = [];
        if (json.Length > Fitting.Largest)
            json = Fitting.Fit(values, unknown, out dropped);
        problem = json.Length > Fitting.Largest ? "bill_id and appr_state are too long" : null;
        return problem is null ? new Callback(json, values, state, unknown) { Dropped = dropped } : null;
    }

    /// <summary>
    /// Adds what an envelope says to what stands around it: the inner text counts, but a required field has to be the same in
    /// both.
    /// </summary>
    private static string? Join(string?[] values, string?[] inside)
    {
        foreach (var field in CallbackFields.All)
        {
            ref var value = ref values[(int)field];
            var other = inside[(int)field];
            if (IsRequired(field) && value is not null && other is not null && value != other)
                return $"{field.WireName()} is given twice";
            value = other ?? value;
        }

        return null;
    }

    internal static bool IsRequired(CallbackField field) => field is CallbackField.BillId or CallbackField.ApprState;

    private static bool LacksRequired(string?[] values) =>
        values[(int)CallbackField.BillId] is null || values[(int)CallbackField.ApprState] is null;

    private static bool IsEmpty(ReadOnlySpan<string?> values) => values.IndexOfAnyExcept((string?)null) < 0;

    private static string? Missing(string?[] values, List<UnknownField> unknown) =>
        IsEmpty(values) && unknown.Exists(IsOfMapping)
            ? "bill_id is missing: it seems to be the result of a sub-merchant's mapping (PartnerAuthCallbackPayload), "
                + "for the URL that /auth/mapping was given"
        : values[(int)CallbackField.BillId] is null ? "bill_id is missing"
        : values[(int)CallbackField.ApprState] is null ? "appr_state is missing"
        : null;

    private static bool IsOfMapping(UnknownField field)
    {
        var name = Encoding.UTF8.GetString(field.Name.Span);
        return Array.Exists(OfMapping, word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    private static byte[] Quoted(CallbackField field) => [(byte)'"', .. field.Utf8WireName(), (byte)'"'];
}
