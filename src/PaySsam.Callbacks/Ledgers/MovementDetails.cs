using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Ledgers;

/// <summary>What a movement shows beside its amount and time: texts as they came, null where absent.</summary>
/// <param name="ApprNum">Approval number.</param>
/// <param name="PayType">Means of payment.</param>
/// <param name="IssuerCode">Code of the bank or card.</param>
/// <param name="Issuer">Its name.</param>
/// <param name="AcquirerCode">Code of the acquirer.</param>
/// <param name="Acquirer">Its name.</param>
/// <param name="Instalments">Monthly instalments.</param>
/// <param name="OriginApprNum">Approval number of the payment that a cancellation cancels.</param>
/// <param name="Member">The unknown field <c>member</c>.</param>
internal sealed record MovementDetails(
    string? ApprNum,
    string? PayType,
    string? IssuerCode,
    string? Issuer,
    string? AcquirerCode,
    string? Acquirer,
    string? Instalments,
    string? OriginApprNum,
    string? Member
)
{
    public static MovementDetails Of(Callback callback) =>
        new(
            callback[CallbackField.ApprNum],
            callback[CallbackField.ApprPayType],
            callback[CallbackField.ApprIssuerCd],
            callback[CallbackField.ApprIssuer],
            callback[CallbackField.ApprAcquirerCd],
            callback[CallbackField.ApprAcquirerNm],
            callback[CallbackField.ApprMonthly],
            callback[CallbackField.ApprOriginNum],
            TellingText.Unknown(callback, "member"u8)
        );

    /// <summary>These, with the gaps filled from <paramref name="next"/>.</summary>
    public MovementDetails Or(MovementDetails next) =>
        new(
            ApprNum ?? next.ApprNum,
            PayType ?? next.PayType,
            IssuerCode ?? next.IssuerCode,
            Issuer ?? next.Issuer,
            AcquirerCode ?? next.AcquirerCode,
            Acquirer ?? next.Acquirer,
            Instalments ?? next.Instalments,
            OriginApprNum ?? next.OriginApprNum,
            Member ?? next.Member
        );
}
