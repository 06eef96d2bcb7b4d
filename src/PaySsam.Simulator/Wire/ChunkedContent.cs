using System.Net;

namespace PaySsam.Simulator.Wire;

/// <summary>A body in chunks of 100 bytes, without a <c>Content-Length</c>.</summary>
internal sealed class ChunkedContent(ReadOnlyMemory<byte> body) : HttpContent
{
    private const int ChunkSize = 100;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        for (var start = 0; start < body.Length; start += ChunkSize)
        {
            await stream.WriteAsync(body[start..Math.Min(start + ChunkSize, body.Length)]);
            await stream.FlushAsync();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
