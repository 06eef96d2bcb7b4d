using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Retaining;

/// <summary>
/// A callback without what is personal in it: <c>*</c> in place of each personal value, so that it fills as many fields, and ranks, as
/// before.
/// Unknown fields go, but for <c>member</c>, which the ledger reads. It is stored by its public id, as a hash of the content would let a
/// phone number be guessed.
/// </summary>
internal static class ErasedCallback
{
    public const string Mark = "*";

    public static ReceivedCallback Of(ReceivedCallback received, string publicId) =>
        received with
        {
            Callback = Of(received.Callback, publicId),
            PublicId = publicId,
            Dropped = [.. Names(received.Dropped)],
        };

    /// <summary>How much was dropped, without the names: a sender can choose them.</summary>
    public static IEnumerable<DroppedField> Names(IEnumerable<DroppedField> dropped) => dropped.Select(field => field with { Name = Mark });

    public static Callback Of(Callback callback, string publicId) =>
        CallbackParser.TryParse(Json(callback), out var erased, out var problem)
            ? erased.StoredAs(publicId)
            : throw new InvalidDataException($"An erased callback cannot be read: {problem}.");

    /// <summary>Its JSON.</summary>
    public static ReadOnlyMemory<byte> Json(Callback callback)
    {
        var member = TellingText.Unknown(callback, "member"u8);
        return CallbackJson.Write(
            field => callback[field] is { } text ? Text(field, text) : null,
            member is null ? null : $"{{\"member\":{JsonWriting.Text(member)}}}"
        );
    }

    private static string Text(CallbackField field, string text) => PersonalFields.Erased.Contains(field) ? Mark : text;
}
