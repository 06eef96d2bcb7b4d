using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace PaySsam.Callbacks.Model;

/// <summary>
/// Reads a callback whose <c>apikey</c> has been checked and removed, as <see cref="FieldReader"/> does. Where the top does not say
/// which bill or which state, the rest is read from its only <see cref="Envelope"/>, and likewise from the only one in that.
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
            var wrong = FieldReader.Read(json, around: null, values, unknown, out var envelope);
            while (wrong is null && envelope is ({ } name, var place) && LacksRequired(values))
            {
                var inside = unknown[place].Value;
                unknown.RemoveAt(place);
                var below = new string?[values.Length];
                wrong = FieldReader.Read(inside, name, below, unknown, out envelope) ?? FieldReader.Join(values, below);
            }

            problem = wrong?.ToString() ?? Missing(values, unknown);
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
}
