using System.Collections.Immutable;
using System.Text;

namespace PaySsam.Callbacks.Wire;

/// <summary>
/// The properties of PaySsam's callback (API v1, schema <c>ErpCallbackVO</c>). Each is specified as a string;
/// all but <see cref="Apikey"/>, <see cref="BillId"/> and <see cref="ApprState"/> are optional.
/// Declared in the ordinal order of their wire names, which the callback id relies on.
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

    /// <summary><c>appr_cash_issuance_number</c>: what a cash receipt was issued to, which can be the payer's phone number (personal data); <c>0100001234</c> when issued without one.</summary>
    ApprCashIssuanceNumber,

    /// <summary><c>appr_cash_num</c>: approval number of the cash receipt (현금영수증).</summary>
    ApprCashNum,

    /// <summary><c>appr_cash_trader</c>: who the cash receipt is for: 0 a person, 1 a business.</summary>
    ApprCashTrader,

    /// <summary><c>appr_dt</c>: when the payment was approved, <c>yyyyMMddHHmmss</c> in Korean time (UTC+9, no daylight saving).</summary>
    ApprDt,

    /// <summary><c>appr_issuer</c>: name of the bank or card.</summary>
    ApprIssuer,

    /// <summary><c>appr_issuer_cd</c>: code of the bank or card issuer.</summary>
    ApprIssuerCd,

    /// <summary><c>appr_issuer_num</c>: card or account number, masked by PaySsam (<c>123456**********</c>); personal data all the same.</summary>
    ApprIssuerNum,

    /// <summary><c>appr_monthly</c>: number of monthly instalments.</summary>
    ApprMonthly,

    /// <summary><c>appr_num</c>: approval number.</summary>
    ApprNum,

    /// <summary><c>appr_origin_dt</c>: when the payment that this one cancels was approved; format and time zone of <see cref="ApprDt"/>.</summary>
    ApprOriginDt,

    /// <summary><c>appr_origin_num</c>: approval number of the payment that this one cancels.</summary>
    ApprOriginNum,

    /// <summary><c>appr_pay_type</c>: means of payment: CARD_VAN, KEYIN, OFFLINE_CARD, OFFLINE_CASH, and others to come.</summary>
    ApprPayType,

    /// <summary><c>appr_price</c>: the amount in won; on a cancellation, the amount cancelled.</summary>
    ApprPrice,

    /// <summary><c>appr_res_cd</c>: response code of the approval.</summary>
    ApprResCd,

    /// <summary><c>appr_state</c>, required: see <see cref="ApprState"/>.</summary>
    ApprState,

    /// <summary><c>bill_id</c>, required, at most 20 characters: the bill's identifier, never used for another bill.</summary>
    BillId,
}

/// <summary>The names of the <see cref="CallbackField"/>s as they stand in the JSON.</summary>
public static class CallbackFields
{
    private static readonly string[] WireNames =
    [
        "apikey", "appr_acquirer_cd", "appr_acquirer_nm", "appr_card_type", "appr_cash_issuance_number",
        "appr_cash_num", "appr_cash_trader", "appr_dt", "appr_issuer", "appr_issuer_cd", "appr_issuer_num",
        "appr_monthly", "appr_num", "appr_origin_dt", "appr_origin_num", "appr_pay_type", "appr_price",
        "appr_res_cd", "appr_state", "bill_id",
    ];

    private static readonly byte[][] Utf8WireNames = [.. WireNames.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Every field, in the ordinal order of the wire names.</summary>
    public static ImmutableArray<CallbackField> All { get; } = [.. Enum.GetValues<CallbackField>()];

    /// <summary>The field's name in the JSON, such as <c>bill_id</c>.</summary>
    public static string WireName(this CallbackField field) => WireNames[(int)field];

    /// <summary>The same name in UTF-8.</summary>
    public static ReadOnlySpan<byte> Utf8WireName(this CallbackField field) => Utf8WireNames[(int)field];
}
