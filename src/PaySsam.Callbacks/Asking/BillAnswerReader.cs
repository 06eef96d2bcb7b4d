using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using PaySsam.Callbacks.Parsing;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Wire;

namespace PaySsam.Callbacks.Asking;

/// <summary>
/// Reads what PaySsam answers. Errors come with HTTP 200 and a code; in v1 the bill stands beside the code, in v2 in
/// <c>data</c>, and either may use the names of the other. Only the fields of a callback are kept: an answer also holds the
/// key, and can hold the payer's name and number.
/// </summary>
internal sealed partial class BillAnswerReader(Secrets secrets)
{
    private const string Success = "0000";

    private static readonly string[] NotFound = ["9980", "BILL_003"];
    private static readonly string[] Refused = ["1003"];

    // Of v2, and of v1: what passes by itself.
    private static readonly string[] Away = ["PAYMENT_001", "PAYMENT_002", "BILL_006", "MAINTAINED_METHOD", "ERROR", "5000"];

    /// <param name="billId">The bill that was asked for.</param>
    /// <param name="status">The answer's HTTP status.</param>
    /// <param name="body">The answer's body.</param>
    public BillAnswer Read(string billId, int status, ReadOnlyMemory<byte> body)
    {
        if (status is 401 or 403)
            return BillAnswer.Without(BillAnswerKind.Refused, $"it answered {status}");
        if (status is not 200)
            return BillAnswer.Without(BillAnswerKind.Away, $"it answered {status}");
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = JsonText.MaxDepth });
            return document.RootElement.ValueKind is JsonValueKind.Object
                ? Read(billId, document.RootElement)
                : BillAnswer.Without(BillAnswerKind.Away, "it answered no JSON object");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The latter where a text escapes half a surrogate pair.
            return BillAnswer.Without(BillAnswerKind.Away, "it answered no JSON, such as a page about maintenance");
        }
    }

    private BillAnswer Read(string billId, JsonElement answer)
    {
        var code = answer.TryGetProperty("code", out var value) ? Text(value) : null;
        if (code != Success)
            return BillAnswer.Without(KindOf(code), $"it answered {(Told(code) ? $"code {code}" : "a code that is none")}");
        var bill = answer.TryGetProperty("data", out var data) && data.ValueKind is JsonValueKind.Object ? data : answer;
        var values = new string?[CallbackFields.All.Length];
        foreach (var property in bill.EnumerateObject())
        {
            if (CallbackFields.Find(Encoding.UTF8.GetBytes(property.Name), out _) is { } field and not CallbackField.Apikey)
            {
                if (Text(property.Value) is not { } text || HoldsKey(text))
                    continue;
                if (field is CallbackField.BillId or CallbackField.ApprState && values[(int)field] is { } other && other != text)
                    return BillAnswer.Without(BillAnswerKind.Unknown, $"in its answer {field.WireName()} is given twice");
                values[(int)field] = text;
            }
        }

        var named = values[(int)CallbackField.BillId] ??= billId;
        if (named != billId)
            return BillAnswer.Without(BillAnswerKind.Unknown, "it answered for another bill");
        var json = CallbackJson.Write(field => values[(int)field], unknown: null);
        if (json.Length > Fitting.Largest)
            return BillAnswer.Without(BillAnswerKind.Unknown, "its answer is longer than a callback can be");
        return CallbackParser.TryParse(json, out var callback, out var problem)
            ? BillAnswer.Found(callback)
            : BillAnswer.Without(BillAnswerKind.Unknown, $"in its answer {problem}");
    }

    private static BillAnswerKind KindOf(string? code) =>
        NotFound.Contains(code) ? BillAnswerKind.NotFound
        : Refused.Contains(code) ? BillAnswerKind.Refused
        : Away.Contains(code) ? BillAnswerKind.Away
        : BillAnswerKind.Unknown;

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() is { Length: > 0 } text ? text : null,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => null,
    };

    private bool Told(string? code) => code is not null && Code().IsMatch(code) && !HoldsKey(code);

    private bool HoldsKey(string text) => secrets.AreIn(Encoding.UTF8.GetBytes(text));

    [GeneratedRegex(@"^[A-Z0-9_]{1,30}\z")]
    private static partial Regex Code();
}
