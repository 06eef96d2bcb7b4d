using System.Buffers;
using System.Collections.Concurrent;

namespace PaySsam.Callbacks.Receiving;

/// <summary>How far a body was read.</summary>
internal enum BodySize
{
    /// <summary>To its end.</summary>
    Whole,

    /// <summary>It has more than <see cref="BodyReader.LargestBody"/> bytes.</summary>
    TooLarge,

    /// <summary>No place for a larger body became free in time.</summary>
    NoPlace,
}

/// <summary>
/// The bytes of one body, in a buffer that grows with what arrives, whatever length is announced. Beyond 64 KiB it takes a place,
/// for itself and for what it decompresses to.
/// </summary>
internal sealed class IncomingBody(SemaphoreSlim places, ConcurrentBag<byte[]> large, TimeSpan patience, TimeProvider time) : IDisposable
{
    private const int WithoutPlace = 64 * 1024;
    private static readonly int[] Sizes = [4 * 1024, WithoutPlace, BodyReader.LargestBody];

    private readonly List<byte[]> _rented = new(2);
    private bool _hasPlace;

    /// <summary>What was read; once it is decompressed, that.</summary>
    public ReadOnlyMemory<byte> Bytes { get; private set; }

    /// <summary>Whether nothing but its JSON shows that it is whole: .NET does not notice the end of a cut off br or deflate.</summary>
    public bool MayBeCut { get; private set; }

    /// <summary>How much of the patience is left.</summary>
    public TimeSpan Left { get; private set; } = patience;

    /// <summary>Reads a stream to its end.</summary>
    public async ValueTask<BodySize> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var size = 0;
        var buffer = Rent(Sizes[size]);
        for (var length = 0; ; )
        {
            if (length < Sizes[size])
            {
                var read = await stream.ReadAsync(buffer.AsMemory(length, Sizes[size] - length), cancellationToken);
                length += read;
                if (read > 0)
                    continue;
                Bytes = buffer.AsMemory(0, length);
                return BodySize.Whole;
            }

            // Full: more room only if there is more to come.
            var next = new byte[1];
            if (await stream.ReadAsync(next, cancellationToken) == 0)
            {
                Bytes = buffer.AsMemory(0, length);
                return BodySize.Whole;
            }

            if (length == BodyReader.LargestBody)
                return BodySize.TooLarge;
            if (Sizes[++size] > WithoutPlace && !await TakePlaceAsync(cancellationToken))
                return BodySize.NoPlace;
            var full = buffer;
            buffer = Rent(Sizes[size]);
            full.AsSpan(0, length).CopyTo(buffer);
            buffer[length++] = next[0];
        }
    }

    /// <summary>Undoes one coding. If it cannot be undone, or was cut off, the bytes stay as they are.</summary>
    public async ValueTask<BodySize> DecompressAsync(string? contentEncoding)
    {
        if (Compression.Open(Bytes, contentEncoding) is not { } plain)
            return BodySize.Whole;
        var compressed = Bytes;
        try
        {
            BodySize size;
            await using (plain)
                size = await ReadAsync(plain, CancellationToken.None);
            if (Compression.IsGzip(compressed.Span) && size is BodySize.Whole && !Compression.TellsLength(compressed.Span, Bytes.Length))
                Bytes = compressed;
            MayBeCut = !Compression.IsGzip(compressed.Span);
            return size;
        }
        catch (Exception fault) when (fault is InvalidDataException or InvalidOperationException or IOException)
        {
            return BodySize.Whole;
        }
    }

    public void Dispose()
    {
        foreach (var buffer in _rented)
            GiveBack(buffer);
        _rented.Clear();
        if (_hasPlace)
            places.Release();
        _hasPlace = false;
    }

    private async ValueTask<bool> TakePlaceAsync(CancellationToken cancellationToken)
    {
        if (_hasPlace)
            return true;
        var began = time.GetTimestamp();
        using var late = new CancellationTokenSource(Left, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            await places.WaitAsync(ended.Token);
            _hasPlace = true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The patience is at its end.
        }

        Left -= TimeSpan.FromTicks(Math.Min(time.GetElapsedTime(began).Ticks, Left.Ticks));
        return _hasPlace;
    }

    private byte[] Rent(int size)
    {
        var buffer =
            size <= WithoutPlace ? ArrayPool<byte>.Shared.Rent(size)
            : large.TryTake(out var free) ? free
            : new byte[size];
        _rented.Add(buffer);
        return buffer;
    }

    /// <summary>Without what was in it.</summary>
    private void GiveBack(byte[] buffer)
    {
        if (buffer.Length < BodyReader.LargestBody)
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
            return;
        }

        Array.Clear(buffer);
        large.Add(buffer);
    }
}
