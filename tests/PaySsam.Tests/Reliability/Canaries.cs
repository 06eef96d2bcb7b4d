using System.Text;
using System.Text.Json.Nodes;
using PaySsam.Callbacks.Model;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Reliability;

/// <summary>Strings that stand nowhere else: where one turns up, it leaked. Of characters that no encoder changes, base64 apart.</summary>
internal static class Canaries
{
    public static readonly string[] Keys = ["canary-key-Qx71-first-live", "canary-key-Zw93-second-live"];

    /// <summary>Card or account number, phone number, and the approval numbers.</summary>
    public static readonly string[] Personal =
    [
        "531077CANARYCARD4242",
        "110-555-CANARYACCOUNT",
        "01077CANARYPHONE4711",
        Approval,
        Origin,
        "CANARYCASH30097",
    ];

    /// <summary>The one of them that the journal and the events may hold.</summary>
    public const string Approval = "CANARYAPPROVAL30099";

    /// <summary>That of the payment that a cancellation cancels: the journal may hold it, and files made of it.</summary>
    public const string Origin = "CANARYORIGIN30098";

    /// <summary>In the URL of the webhook.</summary>
    public const string WebhookToken = "canary-webhook-token-Hv55";

    public const string WebhookSecret = "whsec_Y2FuYXJ5IHdlYmhvb2sgc2VjcmV0IEpxODE=";

    /// <summary>In the callback's URL.</summary>
    public const string UrlToken = "canaryurltokenrf83ofthecallback0";

    /// <summary>What is too long to keep.</summary>
    public const string Dropped = "CANARYDROPPEDSIGNATURE6021";

    /// <summary>By which PaySsam is asked.</summary>
    public const string PartnerKey = "CANARY_KEY_KP37_PARTNER";

    /// <summary>No live one, but named as one.</summary>
    public const string OldKey = "canary-key-Gk20-long-gone";

    /// <summary>
    /// What PaySsam answers when it is asked: with its own key, everybody else's, and the payer's numbers, wherever they fit.
    /// </summary>
    public static IEnumerable<(int Status, string Body)> Answers(string bill) =>
        [
            (
                200,
                $$"""{"code":"0000","message":"{{Personal[0]}}","{{Personal[1]}}":"{{PartnerKey}}","data":"""
                    + JsonV2(
                        bill,
                        ("apikey", PartnerKey),
                        ("payer", Personal[2]),
                        ("appr_issuer", PartnerKey),
                        ("appr_acquirer_nm", $"x {Keys[1]}")
                    )
                    + "}"
            ),
            (200, $$"""{"code":"{{PartnerKey}}","msg":"{{Personal[0]}}"}"""),
            (200, $$"""{"code":"{{Personal[2]}} x","msg":"{{Keys[0]}}"}"""),
            (200, $$"""{"code":"0000","bill_id":"{{Personal[2]}}","appr_state":"F","apikey":"{{PartnerKey}}"}"""),
            (200, $$"""{"code":"0000","appr_state":"{{Personal[3]}}","apikey":"{{PartnerKey}}"}"""),
            (200, $"<html>{PartnerKey} {Personal[0]}</html>"),
            (503, $"{PartnerKey} {Personal[0]}"),
            (200, $$"""{"code":"1003","msg":"{{PartnerKey}}"}"""),
        ];

    /// <summary>A callback full of them: the second key stands where no key belongs.</summary>
    public static string Json(string bill, params (string Name, JsonNode? Value)[] fields) =>
        Some.Json(
            bill,
            [
                ("apikey", Keys[0]),
                ("memo", $"the other is {Keys[1]}"),
                (Keys[0], Keys[1]),
                ("apprSign", Dropped + new string('s', 3_000)),
                ("photo", new string('p', 5_000)),
                ("secrets", new JsonArray(UrlToken, $"and {WebhookSecret}", PartnerKey, new JsonObject { ["apiKey"] = OldKey })),
                ("appr_issuer_num", Personal[0]),
                ("appr_account", new JsonArray(Personal[1])),
                ("appr_cash_issuance_number", Personal[2]),
                ("appr_num", Personal[3]),
                ("appr_origin_num", Personal[4]),
                ("appr_cash_num", Personal[5]),
                .. fields,
            ]
        );

    /// <summary>The same in the names of API v2.</summary>
    public static string JsonV2(string bill, params (string Name, JsonNode? Value)[] fields) =>
        CallbackFields.All.Aggregate(
            Json(bill, fields),
            (json, field) => json.Replace($"\"{field.WireName()}\":", $"\"{field.V2Name()}\":", StringComparison.Ordinal)
        );

    /// <summary>A callback of v2 in an envelope, which holds the key too.</summary>
    public static string Enveloped(string bill, params (string Name, JsonNode? Value)[] fields) =>
        $"{{\"apiKey\":\"{Keys[0]}\",\"data\":{JsonV2(bill, fields)}}}";

    private static string TooLong(int personal) => string.Concat(Enumerable.Repeat(Personal[personal] + Personal[2], 4));

    /// <summary>Bodies that are refused, each for another reason and each with canaries, and the status that refuses it.</summary>
    public static IEnumerable<(int Status, string Body)> Refused(string bill) =>
        [
            (401, Json(bill, ("apikey", Personal[0]))),
            (401, Json(bill, ("apikey", null))),
            (401, $"{{\"x\":{Json(bill)}}}"),
            (401, JsonV2(bill, ("apikey", Personal[0]))),
            (401, $"{{\"x\":{JsonV2(bill)}}}"),
            (400, $"{{\"apikey\":\"{Keys[1]}\",{JsonV2(bill)[1..]}"),
            (400, $"{{\"apiKey\":\"{Keys[1]}\",\"member\":\"{Personal[0]}\",\"{Keys[0]}\":[\"{Keys[1]}\"]}}"),
            (400, $"{{\"apiKey\":\"{Keys[1]}\",\"x\":{JsonV2(bill)}}}"),
            (400, JsonV2(bill, ("appr_state", Personal[3]))),
            (400, Enveloped(bill, ("bill_id", TooLong(1)))),
            (400, Json(TooLong(0))),
            (400, Json(bill, ("appr_state", Personal[3]))),
            (400, Json(bill, ("appr_state", Keys[1]))),
            (400, Json(bill, ("appr_state", new JsonArray(Personal[1])))),
            (400, Json(bill, ("bill_id", null))),
            (400, Json(bill).Replace(Personal[0], Personal[0] + "\\ud800", StringComparison.Ordinal)),
            (400, Json(bill).Replace("\"appr_state\"", $"\"bill_id\":\"{Personal[4]}\",\"appr_state\"", StringComparison.Ordinal)),
            (400, Json(bill).Replace("\"appr_state\"", $"\"apikey\":\"{Keys[1]}\",\"appr_state\"", StringComparison.Ordinal)),
            (400, Json(bill)[..^9]),
            (400, Json(bill) + Personal[5]),
            (400, string.Join(' ', [.. Keys, .. Personal])),
            (400, $"\"{Keys[0]}\""),
            (400, Json(bill).Replace("\"F\"", "\"F\",\"x\":" + new string('[', 70), StringComparison.Ordinal)),
            (413, Json(bill, ("pad", new string('x', 1_050_000)))),
        ];

    /// <summary>Texts on the queue that are none of our messages, with personal canaries.</summary>
    public static IEnumerable<string> UnreadableMessages(string bill) =>
        [
            Personal[0],
            Base64(Some.Json(bill, ("appr_issuer_num", Personal[0]))),
            Base64(
                $$$"""
                {"version":1,"callbacks":[{"id":"{{{Personal[1]}}}","receivedAt":"{{{Personal[2]}}}",
                "body":{"appr_num":"{{{Personal[3]}}}"}}]}
                """
            ),
            Base64($$"""{"version":2,"callbacks":["{{Personal[4]}}"],"{{Personal[5]}}":0}"""),
        ];

    /// <summary>A message that can be read, of a callback that is not valid.</summary>
    public static string InvalidMessage { get; } =
        Message($$"""{"bill_id":"A1","appr_state":"{{Personal[0]}}","{{Personal[1]}}":"{{Personal[2]}}"}""");

    /// <summary>A message that can be recorded.</summary>
    public static string Message(string body) =>
        Base64($$$"""{"version":1,"callbacks":[{"id":"1","receivedAt":"2026-01-02T03:04:05Z","body":{{{body}}}}]}""");

    /// <summary>Bodies that come with the right token, and what answers them.</summary>
    public static IEnumerable<(int Status, string Body)> WithToken(string bill) =>
        [
            (200, Json(bill, ("apikey", null), ("appr_price", "1"))),
            (401, Json(bill, ("apikey", OldKey))),
            (400, Json(bill, ("apikey", OldKey))[..^3]),
            (400, $"apiKey: {OldKey} {UrlToken} {Keys[1]} {PartnerKey} {WebhookSecret}"),
            (401, $"x=1&y={Uri.EscapeDataString(PartnerKey)}&api%4Bey={OldKey.Replace("-", "%2D", StringComparison.Ordinal)}"),
        ];

    /// <summary>What a person puts a callback right with, and what answers it.</summary>
    public static IEnumerable<(int Status, string Body)> Corrections(string bill) =>
        [
            (400, $$"""{"apikey":"{{Keys[0]}}"}"""),
            (400, $$"""{"appr_issuer":"x {{Keys[1]}}"}"""),
            (400, $$"""{"appr_issuer":"{{UrlToken}}"}"""),
            (400, $$"""{"{{Personal[0]}}":"{{Personal[1]}}"}"""),
            (400, $$"""{"appr_price":"{{Personal[0]}}"}"""),
            (400, $$"""{"appr_dt":"{{Personal[2]}}"}"""),
            (400, $$"""{"appr_issuer_num":["{{Personal[0]}}"]}"""),
            (400, $$"""{"appr_issuer_num":"{{Personal[0]}}" {{Personal[1]}}"""),
            (409, $$"""{"appr_state":"{{Personal[3]}}"}"""),
            (409, $$"""{"bill_id":"{{TooLong(0)}}"}"""),
            (200, $$"""{"appr_state":"F","bill_id":"{{bill}}","appr_cash_issuance_number":"{{Personal[2]}}"}"""),
            (409, $$"""{"appr_state":"F","bill_id":"{{Personal[2]}}"}"""),
        ];

    private static IEnumerable<string> Secrets => [.. Keys, PartnerKey, OldKey, UrlToken, WebhookSecret["whsec_".Length..]];

    /// <summary>Every secret in it, and what had to be dropped, in plain or in base64.</summary>
    public static IEnumerable<string> KeysIn(string text) => Secrets.Append(Dropped).Where(key => IsIn(key, text));

    public static IEnumerable<string> AllIn(string text) =>
        Secrets.Concat(Personal).Append(WebhookToken).Append(Dropped).Where(canary => IsIn(canary, text));

    private static bool IsIn(string canary, string text) =>
        text.Contains(canary, StringComparison.OrdinalIgnoreCase)
        || Enumerable.Range(0, 3).Any(shift => text.Contains(InBase64(canary, shift), StringComparison.Ordinal));

    /// <summary>The part of a text's base64 that is the same whatever stands before and behind it, at one of three shifts.</summary>
    private static string InBase64(string text, int shift) => Base64(new string('x', shift) + text)[4..^4];

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
