namespace PaySsam.Callbacks.Http;

/// <summary>Reads the body of a request that is not PaySsam's.</summary>
internal static class SmallBody
{
    /// <returns>The body; or the refusal: 413 where it is larger, 400 where it did not arrive whole.</returns>
    public static async Task<(ReadOnlyMemory<byte> Body, Reply? Refusal)> ReadAsync(
        Stream stream,
        int largest,
        CancellationToken cancellationToken
    )
    {
        var body = new byte[largest + 1];
        try
        {
            var length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
            return length > largest
                ? (default, new Reply(413, Base.Error($"The body is larger than {largest} bytes.")))
                : (body.AsMemory(0, length), null);
        }
        catch (IOException)
        {
            return (default, new Reply(400, Base.Error("The body did not arrive whole.")));
        }
    }
}
