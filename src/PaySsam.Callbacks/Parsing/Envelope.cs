namespace PaySsam.Callbacks.Parsing;

/// <summary>
/// The object that API v2 puts around a bill: <c>bill</c> where one asks, <c>data</c> where it answers. Whether it ever does
/// so in a callback is not documented.
/// </summary>
internal static class Envelope
{
    /// <param name="name">In UTF-8, decoded.</param>
    public static bool IsName(ReadOnlySpan<byte> name) => name.SequenceEqual("bill"u8) || name.SequenceEqual("data"u8);
}
