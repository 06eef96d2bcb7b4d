using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Settings;

namespace PaySsam.Callbacks.Reconciliation;

/// <summary>
/// Reads what PaySsam answers. Errors come with HTTP 200 and a code. In v1 the bill stands beside the code, or alone without one;
/// in v2 it stands in <c>data</c> or in <c>data.data</c>. Either may use the names of the other. Only the fields of a callback are
/// kept: an answer also holds the
/// key, and can hold the payer's name and number.
/// </summary>
internal sealed partial class BillAnswerReader(ApiOptions options, Secrets secrets)
{
    private const string Success = "0000";

    private static readonly string[] NotFound = ["9980", "BILL_003"];
    private static readonly string[] Refused = ["1003", "PARTNER_001", "PARTNER_002", "PARTNER_003", "PARTNER_005", "PARTNER_006"];

    // The merchant of this bill is not mapped: another bill's may be.
    private static readonly string[] OfBill = [.. NotFound, "PARTNER_004"];

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
        var hasCode = answer.TryGetProperty("code", out var value) && !IsEmpty(value);
        var code = hasCode ? Text(value) : null;
        if (hasCode ? code != Success : options.IsV2)
            return BillAnswer.Without(
                KindOf(code),
                $"it answered {(Told(code) ? $"code {code}" : "no readable code")}",
                isOfBill: OfBill.Contains(code)
            );
        var values = new string?[CallbackFields.All.Length];
        foreach (var level in Levels(answer))
        {
            if (ReadFields(level, values) is { } problem)
                return BillAnswer.Without(
                    BillAnswerKind.Unknown,
                    $"in its answer {problem}",
                    isOfBill: values[(int)CallbackField.BillId] == billId
                );
        }

        if (!hasCode && values[(int)CallbackField.BillId] is null)
            return BillAnswer.Without(BillAnswerKind.Unknown, "it answered neither a code nor a bill");
        var isOfBill = values[(int)CallbackField.BillId] == billId;
        var named = values[(int)CallbackField.BillId] ??= billId;
        if (named != billId)
            return BillAnswer.Without(BillAnswerKind.Unknown, "it answered for another bill");
        var json = CallbackJson.Write(field => values[(int)field], unknown: null);
        if (json.Length > Fitting.Largest)
            return BillAnswer.Without(BillAnswerKind.Unknown, "its answer is longer than a callback can be", isOfBill);
        return CallbackParser.TryParse(json, out var callback, out var wrong)
            ? BillAnswer.Found(callback)
            : BillAnswer.Without(BillAnswerKind.Unknown, $"in its answer {wrong}", isOfBill);
    }

    /// <summary>The answer, its <c>data</c>, and the <c>data</c> in that.</summary>
    private static IEnumerable<JsonElement> Levels(JsonElement answer)
    {
        yield return answer;
        for (var depth = 0; depth < 2 && answer.TryGetProperty("data", out var data) && data.ValueKind is JsonValueKind.Object; depth++)
            yield return answer = data;
    }

    /// <summary>The innermost level that tells an optional field counts; what is wrong with a required one is answered.</summary>
    private string? ReadFields(JsonElement level, string?[] values)
    {
        foreach (var property in level.EnumerateObject())
        {
            if (
                CallbackFields.Find(Encoding.UTF8.GetBytes(property.Name), out _) is not { } field
                || field is CallbackField.Apikey
                || IsEmpty(property.Value)
            )
                continue;
            ref var known = ref values[(int)field];
            if (field is CallbackField.BillId or CallbackField.ApprState)
            {
                if (RequiredText(property.Value) is not { } required)
                    return $"{field.WireName()} cannot be read";
                if (known is not null && known != required)
                    return $"{field.WireName()} is given twice";
                known = required;
            }
            else if (Text(property.Value) is { } text && !HoldsKey(text))
            {
                known = text;
            }
        }

        return null;
    }

    private string? RequiredText(JsonElement value)
    {
        try
        {
            return Text(value) is { } text && !HoldsKey(text) ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null; // Half a surrogate pair, which is no text.
        }
    }

    private static BillAnswerKind KindOf(string? code) =>
        NotFound.Contains(code) ? BillAnswerKind.NotFound
        : Refused.Contains(code) ? BillAnswerKind.Refused
        : Away.Contains(code) ? BillAnswerKind.Away
        : BillAnswerKind.Unknown;

    private static bool IsEmpty(JsonElement value) =>
        value.ValueKind is JsonValueKind.Null
        || (value.ValueKind is JsonValueKind.String && JsonMarshal.GetRawUtf8Value(value).Length == 2);

    private static string? Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => null,
        };

    private bool Told(string? code) => code is not null && Code().IsMatch(code) && !HoldsKey(code);

    private bool HoldsKey(string text) => secrets.AreIn(Encoding.UTF8.GetBytes(text));

    [GeneratedRegex(@"^[A-Z0-9_]{1,30}\z")]
    private static partial Regex Code();
}
