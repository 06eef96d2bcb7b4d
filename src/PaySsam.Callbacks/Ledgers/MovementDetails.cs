using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Ledgers;

/// <summary>What a movement shows beside its amount and time: texts as they came, cut at 100 characters, null where absent.</summary>
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
    // No bank's or card's name is so long.
    private const int Longest = 100;

    /// <param name="text">The text of a field.</param>
    /// <param name="member">The unknown field <c>member</c>.</param>
    public static MovementDetails Of(Func<CallbackField, string?> text, string? member) =>
        new(
            Cut(text(CallbackField.ApprNum)),
            Cut(text(CallbackField.ApprPayType)),
            Cut(text(CallbackField.ApprIssuerCd)),
            Cut(text(CallbackField.ApprIssuer)),
            Cut(text(CallbackField.ApprAcquirerCd)),
            Cut(text(CallbackField.ApprAcquirerNm)),
            Cut(text(CallbackField.ApprMonthly)),
            Cut(text(CallbackField.ApprOriginNum)),
            Cut(member)
        );

    /// <summary>At most 100 characters, and no half of a surrogate pair at their end.</summary>
    public static string? Cut(string? text) =>
        text is not { Length: > Longest } ? text
        : char.IsHighSurrogate(text[Longest - 1]) ? text[..(Longest - 1)]
        : text[..Longest];

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
