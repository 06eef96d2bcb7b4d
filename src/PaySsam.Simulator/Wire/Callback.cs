using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PaySsam.Simulator.Wire;

/// <summary>
/// PaySsam's callback (API v1, <c>ErpCallbackVO</c>): 20 fields, each a string, in the order of its definition. It is made by
/// the names of v1, and gets those of v2 where it is sent so.
/// </summary>
internal static class Callback
{
    public const string ApiKey = "apikey";
    public const string BillId = "bill_id";
    public const string State = "appr_state";
    public const string ApprovedAt = "appr_dt";
    public const string OriginAt = "appr_origin_dt";
    public const string Price = "appr_price";
    public const string Approval = "appr_num";
    public const string OriginApproval = "appr_origin_num";
    public const string ResultCode = "appr_res_cd";

    private static readonly JsonWriterOptions AsPaySsam = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Codes are of the kind that card networks use; each has its own.
    private static readonly (string Name, string Code)[] Issuers =
    [
        ("신한카드", "26"),
        ("KB국민카드", "02"),
        ("삼성카드", "04"),
        ("현대카드", "07"),
        ("롯데카드", "08"),
        ("NH농협카드", "12"),
        ("우리카드", "15"),
        ("하나카드", "03"),
    ];

    public static ImmutableArray<string> Fields { get; } =
    [
        ApiKey,
        BillId,
        "appr_card_type",
        "appr_pay_type",
        ApprovedAt,
        OriginAt,
        Price,
        Approval,
        OriginApproval,
        State,
        "appr_issuer",
        "appr_issuer_cd",
        "appr_issuer_num",
        "appr_acquirer_cd",
        "appr_acquirer_nm",
        ResultCode,
        "appr_monthly",
        "appr_cash_num",
        "appr_cash_trader",
        "appr_cash_issuance_number",
    ];

    /// <summary>The names of the fields in v2: the same in camel case.</summary>
    private static readonly Dictionary<string, string> NamesInV2 = Fields.ToDictionary(
        name => name,
        name =>
            name is ApiKey
                ? "apiKey"
                : string.Concat(name.Split('_').Select((word, place) => place == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]))
    );

    /// <summary>A callback as it could be; where nothing was paid (W, D) the fields of the approval are empty.</summary>
    /// <param name="key">The partner's <c>apikey</c>.</param>
    /// <param name="billId">The bill.</param>
    /// <param name="state">W, D, F or C.</param>
    /// <param name="approvedAt">In Korean time; of a C, when it was cancelled.</param>
    /// <param name="chance">Decides the rest: the same number, the same callback.</param>
    public static JsonObject Sample(string key, string billId, char state, DateTime approvedAt, ulong chance)
    {
        var callback = new JsonObject();
        foreach (var field in Fields)
            callback[field] = "";
        callback[ApiKey] = key;
        callback[BillId] = billId;
        callback[State] = state.ToString();
        callback[Price] = Number(10_000 + (1_000 * (chance % 490)));
        if (state is 'W' or 'D')
            return callback;

        var (issuer, code) = Issuers[chance / 490 % (ulong)Issuers.Length];
        callback["appr_card_type"] = chance % 3 == 0 ? "체크" : "신용";
        callback["appr_pay_type"] = "CARD_VAN";
        callback[ApprovedAt] = Time(approvedAt);
        callback[Approval] = Number(30_000_000 + (chance % 9_999_991));
        callback["appr_issuer"] = issuer;
        callback["appr_issuer_cd"] = code;
        callback["appr_acquirer_nm"] = issuer;
        callback["appr_acquirer_cd"] = code;
        callback["appr_issuer_num"] = "123456**********";
        callback[ResultCode] = "0000";
        callback["appr_monthly"] = chance % 5 == 0 ? "03" : "00";
        if (state is 'C')
        {
            callback[OriginAt] = Time(approvedAt.AddDays(-1));
            callback[OriginApproval] = Number(30_000_000 + (chance / 7 % 9_999_991));
        }

        return callback;
    }

    /// <summary>The name by which a field of v1 goes in a version.</summary>
    public static string NameIn(ApiVersion version, string field) => version is ApiVersion.V2 ? NamesInV2[field] : field;

    /// <summary>The same callback in a version.</summary>
    public static JsonObject In(this JsonObject callback, ApiVersion version) =>
        version is ApiVersion.V1
            ? callback
            : new(
                callback.Select(field => KeyValuePair.Create(NamesInV2.GetValueOrDefault(field.Key, field.Key), field.Value?.DeepClone()))
            );

    /// <summary>As <c>yyyyMMddHHmmss</c>.</summary>
    public static string Time(DateTime time) => time.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    /// <summary>In UTF-8, without spaces, Hangul not escaped.</summary>
    public static ReadOnlyMemory<byte> ToUtf8(this JsonNode json)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(output, AsPaySsam);
        json.WriteTo(writer);
        writer.Flush();
        return output.WrittenMemory;
    }

    private static string Number(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
