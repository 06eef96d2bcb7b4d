namespace PaySsam.Callbacks.Http;

/// <summary>The body of an operator's request.</summary>
internal static class SmallBody
{
    /// <summary>The body; or why not: 400 where it did not arrive whole, 413 where it is too large.</summary>
    public static async Task<(ReadOnlyMemory<byte> Body, Reply? Refusal)> ReadAsync(
        Stream body,
        int largest,
        CancellationToken cancellationToken
    )
    {
        var bytes = new byte[largest + 1];
        try
        {
            var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            return length > largest
                ? (default, new Reply(413, Base.Error($"The body is larger than {largest} bytes.")))
                : (bytes.AsMemory(0, length), null);
        }
        catch (IOException)
        {
            return (default, new Reply(400, Base.Error("The body did not arrive whole.")));
        }
    }
}
