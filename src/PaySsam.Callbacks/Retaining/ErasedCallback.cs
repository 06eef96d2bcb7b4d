using System.Text;
using PaySsam.Callbacks.Ledgers;
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
    public static ReadOnlyMemory<byte> Json(Callback callback) =>
        CallbackJson.Write(field => callback[field] is { } text ? Text(field, text) : null, Member(callback));

    /// <summary>As it came; cut where it is longer than any code.</summary>
    private static string? Member(Callback callback)
    {
        if (TellingText.Unknown(callback, "member"u8) is not { } text)
            return null;
        var value = callback.Unknown.First(field => field.Name.Span[1..^1].SequenceEqual("member"u8)).Value.Span;
        var cut = MovementDetails.Cut(text)!;
        return $"{{\"member\":{(cut == text ? Encoding.UTF8.GetString(value) : JsonWriting.Text(cut))}}}";
    }

    private static string Text(CallbackField field, string text) => PersonalFields.Erased.Contains(field) ? Mark : text;
}
