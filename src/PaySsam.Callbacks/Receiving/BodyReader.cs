using System.Collections.Concurrent;

namespace PaySsam.Callbacks.Receiving;

/// <summary>
/// The memory that bodies may take: 64 KiB each, and 16 places for larger ones, of 1 MiB each and as much for what it
/// decompresses to.
/// </summary>
public sealed class BodyReader(TimeProvider time) : IDisposable
{
    /// <summary>Bytes that a body may have, as it comes and decompressed.</summary>
    public const int LargestBody = 1024 * 1024;

    private const int Places = 16;

    private readonly SemaphoreSlim _free = new(Places);

    // Not of the shared pool: that keeps one for each thread that ever gave one back.
    private readonly ConcurrentBag<byte[]> _large = [];

    /// <summary>A body that is to be read. Disposing it gives its memory back.</summary>
    /// <param name="patience">How long it may wait for a place.</param>
    internal IncomingBody Open(TimeSpan patience) => new(_free, _large, patience, time);

    public void Dispose() => _free.Dispose();
}
