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
/// kept: an answer also holds the key, and can hold the payer's name and number.
/// </summary>
internal sealed partial class BillAnswerReader(ApiOptions options, Secrets secrets)
{
    private const string Success = "0000";
    private const string NoJson = "it answered no JSON, such as a page about maintenance";

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
                ? Read(billId, document.RootElement, body)
                : BillAnswer.Without(BillAnswerKind.Away, "it answered no JSON object");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The latter where a text escapes half a surrogate pair.
            return BillAnswer.Without(BillAnswerKind.Away, NoJson);
        }
    }

    private BillAnswer Read(string billId, JsonElement answer, ReadOnlyMemory<byte> json)
    {
        var hasCode = answer.TryGetProperty("code", out var value) && !IsEmpty(value);
        var code = hasCode ? Text(value) : null;
        if (hasCode ? code != Success : options.IsV2)
            return BillAnswer.Without(
                KindOf(code),
                $"it answered {(Told(code) ? $"code {code}" : "no readable code")}",
                isOfBill: OfBill.Contains(code)
            );
        if (ReadFields(json, out var values) is { } problem)
            return Unreadable(problem, isOfBill: values[(int)CallbackField.BillId] == billId);
        if (!hasCode && values[(int)CallbackField.BillId] is null)
            return BillAnswer.Without(BillAnswerKind.Unknown, "it answered neither a code nor a bill");
        var isOfBill = values[(int)CallbackField.BillId] == billId;
        var named = values[(int)CallbackField.BillId] ??= billId;
        if (named != billId)
            return BillAnswer.Without(BillAnswerKind.Unknown, "it answered for another bill");
        var fields = CallbackJson.Write(field => values[(int)field], unknown: null);
        if (fields.Length > Fitting.Largest)
            return BillAnswer.Without(BillAnswerKind.Unknown, "its answer is longer than a callback can be", isOfBill);
        return CallbackParser.TryParse(fields, out var callback, out var wrong)
            ? BillAnswer.Found(callback)
            : BillAnswer.Without(BillAnswerKind.Unknown, $"in its answer {wrong}", isOfBill);
    }

    /// <summary>Of the answer, its <c>data</c>, and the <c>data</c> in that. What was read before a problem stays in the values.</summary>
    private FieldProblem? ReadFields(ReadOnlyMemory<byte> json, out string?[] values)
    {
        values = new string?[CallbackFields.All.Length];
        string? around = Envelope.Answer;
        while (around is not null)
        {
            var level = new string?[values.Length];
            var unknown = new List<UnknownField>();
            var problem = FieldReader.Read(json, around, level, unknown, out var envelope);
            problem = WithoutKeys(level) ?? problem;
            problem = FieldReader.Join(values, level) ?? problem;
            if (problem is not null)
                return problem;
            (around, json) = (envelope.Name, envelope.Name is null ? default : unknown[envelope.Place].Value);
        }

        return null;
    }

    private FieldProblem? WithoutKeys(string?[] values)
    {
        FieldProblem? problem = null;
        foreach (var field in CallbackFields.All)
        {
            ref var value = ref values[(int)field];
            if (value is null || !HoldsKey(value))
                continue;
            value = null;
            if (FieldReader.IsRequired(field))
                problem = new(field, "holds a key");
        }

        return problem;
    }

    private static BillAnswer Unreadable(FieldProblem problem, bool isOfBill) =>
        FieldReader.IsRequired(problem.Field)
            ? BillAnswer.Without(
                BillAnswerKind.Unknown,
                problem.Text is FieldProblem.Twice
                    ? $"in its answer {problem}"
                    : $"in its answer {problem.Field.WireName()} cannot be read",
                isOfBill
            )
            : BillAnswer.Without(BillAnswerKind.Away, NoJson);

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
