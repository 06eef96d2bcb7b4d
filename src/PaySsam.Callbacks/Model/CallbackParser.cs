using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace PaySsam.Callbacks.Model;

/// <summary>
/// Reads a callback whose <c>apikey</c> has been checked and removed, as <see cref="FieldReader"/> does. What the top does not say is
/// read from its only <see cref="Envelope"/>, and likewise from the only one in that.
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
            problem = ReadFields(json, values, unknown)?.ToString() ?? Missing(values, unknown);
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
            callback = Fit(json, values, state, unknown);
        else
            problem = "appr_state must be W, D, F or C";
        return callback is not null;
    }

    /// <summary>Reads as far as the first field that is wrong.</summary>
    /// <param name="json">One object.</param>
    /// <param name="values">Takes the fields of the contract.</param>
    /// <param name="unknown">Takes the others.</param>
    /// <exception cref="JsonException">It is not well-formed, or too deep.</exception>
    public static FieldProblem? ReadFields(ReadOnlyMemory<byte> json, string?[] values, List<UnknownField> unknown)
    {
        var wrong = FieldReader.Read(json, around: null, values, unknown, out var envelope);
        while (wrong is null && envelope is ({ } name, var place))
        {
            var below = new string?[values.Length];
            var others = new List<UnknownField>();
            var fault = FieldReader.Read(unknown[place].Value, name, below, others, out envelope);
            if (!LacksRequired(values) && !Completes(below, values, fault))
                break;
            wrong = fault ?? FieldReader.Join(values, below);
            unknown.RemoveAt(place);
            envelope.Place += unknown.Count;
            unknown.AddRange(others);
        }

        return wrong;
    }

    private static Callback Fit(ReadOnlyMemory<byte> json, string?[] values, ApprState state, List<UnknownField> unknown)
    {
        IReadOnlyList<DroppedField> dropped = [];
        if (json.Length > Fitting.Largest)
            json = Fitting.Fit(values, state, unknown, out dropped);
        return new Callback(json, values, state, unknown) { Dropped = dropped };
    }

    /// <summary>
    /// Whether an envelope says more about a bill whose id and state stand around it. One that is about another bill, or says again what
    /// is known, stays an unknown field.
    /// </summary>
    private static bool Completes(string?[] inside, string?[] values, FieldProblem? fault)
    {
        var says = false;
        foreach (var field in CallbackFields.All)
        {
            var (known, other) = (values[(int)field], inside[(int)field]);
            if (known is not null && other is not null && known != other)
                return false;
            says |= known is null && other is not null;
        }

        return says && fault is null;
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
