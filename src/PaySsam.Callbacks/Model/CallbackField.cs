using System.Collections.Immutable;
using System.Text;

namespace PaySsam.Callbacks.Model;

/// <summary>
/// The properties of PaySsam's callback, by their names in API v1 (schema <c>ErpCallbackVO</c>). Each is specified as a
/// string; all but <see cref="Apikey"/>, <see cref="BillId"/> and <see cref="ApprState"/> are optional.
/// Declared in the ordinal order of those names. The callback id has a list of its own (<c>CallbackId.Fields</c>), which a field
/// added here does not join.
/// </summary>
public enum CallbackField
{
    /// <summary><c>apikey</c>, required, at most 32 characters: the partner's secret. Never stored, never logged.</summary>
    Apikey,

    /// <summary><c>appr_acquirer_cd</c>: code of the company that acquires the card payment (매입사).</summary>
    ApprAcquirerCd,

    /// <summary><c>appr_acquirer_nm</c>: name of the company that acquires the card payment.</summary>
    ApprAcquirerNm,

    /// <summary><c>appr_card_type</c>: kind of card (결제카드종류).</summary>
    ApprCardType,

    /// <summary>
    /// <c>appr_cash_issuance_number</c>: what a cash receipt was issued to, which can be the payer's phone number (personal
    /// data); <c>0100001234</c> when issued without one.
    /// </summary>
    ApprCashIssuanceNumber,

    /// <summary><c>appr_cash_num</c>: approval number of the cash receipt (현금영수증).</summary>
    ApprCashNum,

    /// <summary><c>appr_cash_trader</c>: who the cash receipt is for: 0 a person, 1 a business.</summary>
    ApprCashTrader,

    /// <summary><c>appr_dt</c>: when the payment was approved, <c>yyyyMMddHHmmss</c> in Korean time (UTC+9, no daylight saving); for what
    /// else is read see <see cref="TimeText"/>.</summary>
    ApprDt,

    /// <summary><c>appr_issuer</c>: name of the bank or card.</summary>
    ApprIssuer,

    /// <summary><c>appr_issuer_cd</c>: code of the bank or card issuer.</summary>
    ApprIssuerCd,

    /// <summary>
    /// <c>appr_issuer_num</c>: card or account number, masked by PaySsam (<c>123456**********</c>); personal data all the same.
    /// </summary>
    ApprIssuerNum,

    /// <summary><c>appr_monthly</c>: number of monthly instalments.</summary>
    ApprMonthly,

    /// <summary><c>appr_num</c>: approval number.</summary>
    ApprNum,

    /// <summary>
    /// <c>appr_origin_dt</c>: when the payment that this one cancels was approved; format and time zone of <see cref="ApprDt"/>.
    /// </summary>
    ApprOriginDt,

    /// <summary><c>appr_origin_num</c>: approval number of the payment that this one cancels.</summary>
    ApprOriginNum,

    /// <summary><c>appr_pay_type</c>: means of payment: CARD_VAN, KEYIN, OFFLINE_CARD, OFFLINE_CASH, and others to come.</summary>
    ApprPayType,

    /// <summary><c>appr_price</c>: the amount in won, see <see cref="AmountText"/>; on a cancellation, the amount cancelled.</summary>
    ApprPrice,

    /// <summary><c>appr_res_cd</c>: response code of the approval.</summary>
    ApprResCd,

    /// <summary><c>appr_state</c>, required: see <see cref="ApprState"/>.</summary>
    ApprState,

    /// <summary><c>bill_id</c>, required, specified as at most 20 characters, read up to 64: the bill's identifier, never used for another
    /// bill.</summary>
    BillId,
}

/// <summary>The names of the <see cref="CallbackField"/>s as they stand in the JSON: each has one in API v1 and one in API v2.</summary>
public static class CallbackFields
{
    private static readonly (string V1, string V2)[] Names =
    [
        ("apikey", "apiKey"),
        ("appr_acquirer_cd", "apprAcquirerCd"),
        ("appr_acquirer_nm", "apprAcquirerNm"),
        ("appr_card_type", "apprCardType"),
        ("appr_cash_issuance_number", "apprCashIssuanceNumber"),
        ("appr_cash_num", "apprCashNum"),
        ("appr_cash_trader", "apprCashTrader"),
        ("appr_dt", "apprDt"),
        ("appr_issuer", "apprIssuer"),
        ("appr_issuer_cd", "apprIssuerCd"),
        ("appr_issuer_num", "apprIssuerNum"),
        ("appr_monthly", "apprMonthly"),
        ("appr_num", "apprNum"),
        ("appr_origin_dt", "apprOriginDt"),
        ("appr_origin_num", "apprOriginNum"),
        ("appr_pay_type", "apprPayType"),
        ("appr_price", "apprPrice"),
        ("appr_res_cd", "apprResCd"),
        ("appr_state", "apprState"),
        ("bill_id", "billId"),
    ];

    private static readonly (byte[] V1, byte[] V2)[] Utf8Names =
    [
        .. Names.Select(name => (Encoding.UTF8.GetBytes(name.V1), Encoding.UTF8.GetBytes(name.V2))),
    ];

    /// <summary>Every field, in the ordinal order of the names of v1.</summary>
    public static ImmutableArray<CallbackField> All { get; } = [.. Enum.GetValues<CallbackField>()];

    // Those of which a name has this length: few.
    private static readonly CallbackField[][] ByLength =
    [
        .. Enumerable
            .Range(0, Names.Max(name => name.V1.Length) + 1)
            .Select(length => All.Where(field => Names[(int)field].V1.Length == length || Names[(int)field].V2.Length == length).ToArray()),
    ];

    /// <summary>The field's name in v1, such as <c>bill_id</c>: the one by which it is stored, answered and told.</summary>
    public static string WireName(this CallbackField field) => Names[(int)field].V1;

    /// <summary>The same name in UTF-8.</summary>
    public static ReadOnlySpan<byte> Utf8WireName(this CallbackField field) => Utf8Names[(int)field].V1;

    /// <summary>The field's name in v2, such as <c>billId</c>.</summary>
    public static string V2Name(this CallbackField field) => Names[(int)field].V2;

    /// <summary>Whether a name is the field's, in either version.</summary>
    /// <param name="field">The field.</param>
    /// <param name="name">In UTF-8, decoded.</param>
    /// <param name="isV2">Whether it is the one of v2.</param>
    public static bool IsNamed(this CallbackField field, ReadOnlySpan<byte> name, out bool isV2)
    {
        var names = Utf8Names[(int)field];
        isV2 = name.SequenceEqual(names.V2);
        return isV2 || name.SequenceEqual(names.V1);
    }

    /// <summary>The field of a name in either version; null where there is none.</summary>
    /// <param name="name">In UTF-8, decoded.</param>
    /// <param name="isV2">Whether it is the field's name in v2.</param>
    public static CallbackField? Find(ReadOnlySpan<byte> name, out bool isV2)
    {
        isV2 = false;
        foreach (var field in name.Length < ByLength.Length ? ByLength[name.Length] : [])
        {
            if (field.IsNamed(name, out isV2))
                return field;
        }

        return null;
    }
}
