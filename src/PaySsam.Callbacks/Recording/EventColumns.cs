using System.Security.Cryptography;
using Azure.Data.Tables;
using PaySsam.Callbacks.Ledgers;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Recording;

/// <summary>
/// The columns of an event beside its body: its public id, and what the ledger reads of it, so that a decision needs no body. Rows of
/// older versions have none.
/// </summary>
internal static class EventColumns
{
    public const string PublicId = "PublicId";
    public const string FilledFields = "FilledFields";
    public const string Member = "member";

    private const int PublicIdDigits = 32;

    // What is compared stands whole, what is only shown is cut.
    private static readonly CallbackField[] Compared =
    [
        CallbackField.ApprNum,
        CallbackField.ApprDt,
        CallbackField.ApprPrice,
        CallbackField.ApprOriginNum,
        CallbackField.ApprOriginDt,
    ];

    private static readonly CallbackField[] Shown =
    [
        CallbackField.ApprPayType,
        CallbackField.ApprIssuerCd,
        CallbackField.ApprIssuer,
        CallbackField.ApprAcquirerCd,
        CallbackField.ApprAcquirerNm,
        CallbackField.ApprMonthly,
    ];

    /// <summary>128 random bits, so that it says nothing of the content.</summary>
    public static string NewPublicId() => RandomNumberGenerator.GetHexString(PublicIdDigits, lowercase: true);

    /// <summary>Whether an older version wrote the event.</summary>
    public static bool AreMissing(TableEntity row) => !Has(row, FilledFields) || !Has(row, PublicId);

    private static bool Has(TableEntity row, string column) => row.TryGetValue(column, out var value) && value is not null;

    /// <summary>Null where an older version wrote the event.</summary>
    public static string? ReadPublicId(TableEntity row) => row.GetString(PublicId);

    public static void Add(TableEntity row, Callback callback, string? publicId)
    {
        row[PublicId] = publicId;
        row[FilledFields] = callback.FilledFields;
        row[Member] = MovementDetails.Cut(TellingText.Unknown(callback, "member"u8));
        foreach (var field in Compared)
            row[field.WireName()] = callback[field];
        foreach (var field in Shown)
            row[field.WireName()] = MovementDetails.Cut(callback[field]);
    }

    /// <exception cref="InvalidOperationException">A column is of another type.</exception>
    public static Telling Read(TableEntity row, string hash, ApprState state, string source, DateTimeOffset receivedAt) =>
        Telling.Of(
            hash,
            ReadPublicId(row),
            state,
            row.GetInt32(FilledFields).GetValueOrDefault(),
            field => row.GetString(field.WireName()),
            row.GetString(Member),
            source,
            receivedAt
        );
}
