namespace PaySsam.Callbacks.Parsing;

/// <summary>
/// The object that API v2 puts around a bill: <c>bill</c> where one asks, <c>data</c> where it answers. Whether it ever does
/// so in a callback is not documented. <c>data</c> inside <c>data</c> was seen.
/// </summary>
internal static class Envelope
{
    /// <summary>How many may stand around a callback.</summary>
    public const int MostLevels = 2;

    /// <param name="name">In UTF-8, decoded.</param>
    public static bool IsName(ReadOnlySpan<byte> name) => name.SequenceEqual("bill"u8) || name.SequenceEqual("data"u8);
}
