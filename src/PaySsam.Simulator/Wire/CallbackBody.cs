namespace PaySsam.Simulator.Wire;

/// <summary>A callback as it goes over the wire.</summary>
/// <param name="Bytes">What is sent.</param>
/// <param name="Text">The same before it was encoded, for people.</param>
/// <param name="ContentType">The header.</param>
/// <param name="ContentEncoding">The header; null for none.</param>
internal sealed record CallbackBody(
    ReadOnlyMemory<byte> Bytes,
    string Text,
    string ContentType = "application/json",
    string? ContentEncoding = null
);
