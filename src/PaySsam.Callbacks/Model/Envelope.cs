namespace PaySsam.Callbacks.Model;

/// <summary>
/// The object that API v2 puts around a bill: <c>bill</c> where one asks, <c>data</c> where it answers. Whether it ever does
/// so in a callback is not documented. <c>data</c> inside <c>data</c> was seen.
/// </summary>
internal static class Envelope
{
    /// <summary>An answer's top. It can hold <c>data</c>.</summary>
    public const string Answer = "answer";

    private const string Data = "data";
    private const string Inner = "data.data";

    /// <summary>The envelope of a name, which is never more than the second; null where the name is none.</summary>
    /// <param name="around">The envelope that the name stands in, or <see cref="Answer"/>; null at a callback's top.</param>
    /// <param name="name">In UTF-8, decoded.</param>
    public static string? Find(string? around, ReadOnlySpan<byte> name) =>
        around switch
        {
            null or Answer when name.SequenceEqual("data"u8) => Data,
            null when name.SequenceEqual("bill"u8) => "bill",
            Data when name.SequenceEqual("data"u8) => Inner,
            _ => null,
        };
}
