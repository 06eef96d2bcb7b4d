using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace PaySsam.Callbacks.Receiving;

/// <summary>Which coding a body came in. Its bytes decide, where they can.</summary>
internal static class Compression
{
    /// <summary>The body decompressed; null where it is not compressed, or in a coding that is not known.</summary>
    /// <param name="body">One that begins like JSON is not compressed, whatever is declared.</param>
    /// <param name="contentEncoding">Only <c>br</c> and <c>deflate</c> are looked at: neither can be told from the bytes.</param>
    public static Stream? Open(ReadOnlyMemory<byte> body, string? contentEncoding)
    {
        if (IsGzip(body.Span))
            return new GZipStream(Read(body), CompressionMode.Decompress);
        if (contentEncoding is null || BodyText.BeginsLikeJson(body.Span))
            return null;
        return contentEncoding.Trim().ToUpperInvariant() switch
        {
            "BR" => new BrotliStream(Read(body), CompressionMode.Decompress),
            "DEFLATE" when HasZlibHeader(body.Span) => new ZLibStream(Read(body), CompressionMode.Decompress),
            "DEFLATE" => new DeflateStream(Read(body), CompressionMode.Decompress), // As some send it.
            _ => null,
        };
    }

    public static bool IsGzip(ReadOnlySpan<byte> body) => body is [0x1F, 0x8B, ..];

    /// <summary>Whether the end of a gzip tells this length, as that of a whole one does (RFC 1952, ISIZE).</summary>
    public static bool TellsLength(ReadOnlySpan<byte> gzip, int length) =>
        gzip.Length > sizeof(uint) && BinaryPrimitives.ReadUInt32LittleEndian(gzip[^sizeof(uint)..]) == (uint)length;

    private static bool HasZlibHeader(ReadOnlySpan<byte> body) =>
        body is [var first, var second, ..] && (first & 0xF) == 8 && ((first << 8) | second) % 31 == 0;

    private static MemoryStream Read(ReadOnlyMemory<byte> body) =>
        MemoryMarshal.TryGetArray(body, out var bytes)
            ? new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false)
            : new MemoryStream(body.ToArray(), writable: false);
}
