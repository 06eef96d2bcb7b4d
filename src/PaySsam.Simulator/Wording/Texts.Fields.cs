namespace PaySsam.Simulator.Wording;

internal static partial class Texts
{
    /// <summary>What a field of the callback is, by its name in the JSON.</summary>
    public static Phrase Field(string name) =>
        name switch
        {
            "bill_id" => new("청구서 ID. 정의상 20자 이하", "The bill's id; by the definition at most 20 characters."),
            "appr_card_type" => new("결제카드 종류", "Kind of card."),
            "appr_pay_type" => new(
                "결제수단 코드: CARD_VAN, KEYIN, OFFLINE_CARD, OFFLINE_CASH",
                "Means of payment: CARD_VAN, KEYIN, OFFLINE_CARD, OFFLINE_CASH."
            ),
            "appr_dt" => new("승인일시 yyyyMMddHHmmss(한국 시각)", "When it was approved: yyyyMMddHHmmss in Korean time."),
            "appr_origin_dt" => new("원거래 승인일시", "When the cancelled payment was approved."),
            "appr_price" => new("승인금액(원)", "The amount in won."),
            "appr_num" => new("승인번호", "Approval number."),
            "appr_origin_num" => new("원거래 승인번호", "Approval number of the cancelled payment."),
            "appr_state" => new(
                "결제 상태: F 결제완료(기본), W 미결제, C 취소, D 파기",
                "State: F paid (unless given), W unpaid, C cancelled, D withdrawn."
            ),
            "appr_issuer" => new("결제은행 또는 카드명", "Name of the bank or card."),
            "appr_issuer_cd" => new("발행카드 또는 은행 코드", "Code of the bank or card."),
            "appr_issuer_num" => new("결제카드 또는 계좌번호", "Card or account number."),
            "appr_acquirer_cd" => new("매입사 코드", "Code of the acquirer."),
            "appr_acquirer_nm" => new("매입사명", "Name of the acquirer."),
            "appr_res_cd" => new("응답코드", "Response code."),
            "appr_monthly" => new("할부 개월수", "Number of monthly instalments."),
            "appr_cash_num" => new("현금영수증 승인번호", "Approval number of the cash receipt."),
            "appr_cash_trader" => new("현금영수증 구분: 개인 0, 사업자 1", "Cash receipt for a person (0) or a business (1)."),
            "appr_cash_issuance_number" => new("현금영수증 발급 요청 번호", "What the cash receipt is issued to."),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
        };
}
