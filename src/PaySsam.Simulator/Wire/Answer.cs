namespace PaySsam.Simulator.Wire;

/// <summary>Why no answer came.</summary>
internal enum Failure
{
    Refused,
    UnknownHost,
    Tls,
    TimedOut,
    Broken,
}

/// <summary>What came of a request: an answer, or the reason why none came.</summary>
/// <param name="Time">From the first byte sent to the last received, or until it failed.</param>
/// <param name="Status">The HTTP status; 0 where none came.</param>
/// <param name="ContentType">The header as it came.</param>
/// <param name="Body">Its beginning: 64 KiB of the answer to a callback.</param>
/// <param name="Failure">Null where an answer came.</param>
internal sealed record Answer(TimeSpan Time, int Status, string? ContentType, ReadOnlyMemory<byte> Body, Failure? Failure = null);
