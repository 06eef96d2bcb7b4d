using System.Collections.Immutable;

namespace PaySsam.Callbacks.Model;

/// <summary>
/// Which fields hold numbers of a person, and which are known to hold none. This is the only such list: the cover of
/// <c>?personal=false</c> reads it, and tests compare the canaries and <c>docs/privacy.md</c> with it. A field in neither list is free
/// text: a number in it may be a person's.
/// </summary>
public static class PersonalFields
{
    /// <summary>Card, account and phone numbers.</summary>
    public static ImmutableArray<CallbackField> Personal { get; } = [CallbackField.ApprCashIssuanceNumber, CallbackField.ApprIssuerNum];

    /// <summary>What retention erases: <see cref="Personal"/>, and the number of a person's cash receipt.</summary>
    public static ImmutableArray<CallbackField> Erased { get; } = [.. Personal, CallbackField.ApprCashNum];

    /// <summary>Bill id, approval numbers, times and amount.</summary>
    public static ImmutableArray<CallbackField> Plain { get; } =
    [
        CallbackField.ApprCashNum,
        CallbackField.ApprDt,
        CallbackField.ApprNum,
        CallbackField.ApprOriginDt,
        CallbackField.ApprOriginNum,
        CallbackField.ApprPrice,
        CallbackField.BillId,
    ];

    /// <summary>The names of <see cref="Personal"/> in both versions.</summary>
    internal static ImmutableArray<string> Names { get; } = [.. Personal.SelectMany(field => new[] { field.WireName(), field.V2Name() })];

    /// <summary>Whether a name is or holds one of <see cref="Names"/>, in any case: <c>old_apprIssuerNum</c> is personal too.</summary>
    internal static bool IsPersonal(string name) => Names.Any(personal => name.Contains(personal, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a name is exactly one of a <see cref="Plain"/> field, in either version.</summary>
    internal static bool IsPlain(string name) => Plain.Any(field => name == field.WireName() || name == field.V2Name());
}
