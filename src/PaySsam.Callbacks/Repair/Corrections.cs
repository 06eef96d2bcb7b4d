using System.Text;
using System.Text.Json;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Receiving;

namespace PaySsam.Callbacks.Repair;

/// <summary>The texts that a person gives some fields of a callback. A field of no text is taken out.</summary>
internal sealed record Corrections(IReadOnlyDictionary<CallbackField, string> Texts)
{
    private static readonly string Correctable = string.Join(
        ", ",
        CallbackFields.All.Where(field => field is not CallbackField.Apikey).Select(field => field.WireName())
    );

    public static Corrections None { get; } = new(new Dictionary<CallbackField, string>());

    public bool IsEmpty => Texts.Count == 0;

    /// <summary>The fields, by their names in v1.</summary>
    public IReadOnlyList<string> Names => [.. Texts.Keys.Order().Select(known => known.WireName())];

    /// <summary>The same JSON for the same corrections.</summary>
    public string ToJson() => Encoding.UTF8.GetString(CallbackJson.Write(field => Texts.GetValueOrDefault(field), unknown: null).Span);

    /// <summary>Those that a dead letter was put right with.</summary>
    public static Corrections Of(DeadLetter letter)
    {
        var texts = new Dictionary<CallbackField, string>();
        if (letter.Correction is { } json)
            TryRead(JsonElement.Parse(json), texts);
        return new(texts);
    }

    /// <summary>The fields of a callback with these texts in place of theirs.</summary>
    public string?[] Apply(string?[] fields) =>
        [.. fields.Select((text, place) => Texts.TryGetValue((CallbackField)place, out var other) ? other : text)];

    /// <param name="body">A JSON object of fields by their names in v1, texts or numbers; null and "" for none. May be empty.</param>
    /// <param name="secrets">What must not be corrected in.</param>
    /// <param name="corrections">None where there is a problem.</param>
    /// <returns>What is wrong, naming the field and quoting nothing; null where nothing is.</returns>
    public static string? Read(ReadOnlyMemory<byte> body, Secrets secrets, out Corrections corrections)
    {
        corrections = None;
        if (body.IsEmpty)
            return null;
        var texts = new Dictionary<CallbackField, string>();
        try
        {
            using var document = JsonDocument.Parse(body);
            if (TryRead(document.RootElement, texts) is { } problem)
                return problem;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return "The body is not a well-formed JSON object.";
        }

        foreach (var (field, text) in texts)
        {
            if (secrets.AreIn(Encoding.UTF8.GetBytes(text)))
                return $"{field.WireName()} holds a key or a token.";
            if (Wrong(field, text) is { } wrong)
                return $"{field.WireName()} {wrong}.";
        }

        corrections = new(texts);
        return null;
    }

    private static string? TryRead(JsonElement body, Dictionary<CallbackField, string> texts)
    {
        if (body.ValueKind is not JsonValueKind.Object)
            return "The body is not a well-formed JSON object.";
        foreach (var property in body.EnumerateObject())
        {
            var field = CallbackFields.Find(Encoding.UTF8.GetBytes(property.Name), out var isV2);
            if (field is CallbackField.Apikey)
                return "apikey cannot be corrected.";
            if (field is not { } known || isV2)
                return $"Only these fields can be corrected: {Correctable}.";
            if (Text(property.Value) is not { } text)
                return $"{known.WireName()} {FieldProblem.NotString}.";
            if (!texts.TryAdd(known, text))
                return $"{known.WireName()} {FieldProblem.Twice}.";
        }

        return null;
    }

    private static string? Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.Null => "",
            _ => null,
        };

    /// <summary>A correction has to be readable, also where the door lets a field through that is not.</summary>
    private static string? Wrong(CallbackField field, string text) =>
        field switch
        {
            _ when text.Length == 0 => null,
            CallbackField.ApprDt or CallbackField.ApprOriginDt when TimeText.Read(text) is null => "must be a time such as 20250105134753",
            CallbackField.ApprPrice when AmountText.Read(text) is null => "must be a whole number of won",
            _ => null,
        };
}
