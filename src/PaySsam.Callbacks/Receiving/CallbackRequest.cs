namespace PaySsam.Callbacks.Receiving;

/// <summary>A request to the callback URL.</summary>
/// <param name="body">Of any content type.</param>
public sealed class CallbackRequest(Stream body)
{
    public Stream Body => body;

    /// <summary>How many bytes it is said to have; null where that is not said. A body that is too long is not read.</summary>
    public long? Length { get; init; }

    /// <summary><c>Content-Type</c>, kept beside a body that cannot be read; it decides nothing.</summary>
    public string? ContentType { get; init; }

    /// <summary><c>Content-Encoding</c>; gzip is known by its first bytes.</summary>
    public string? ContentEncoding { get; init; }

    /// <summary>Each <c>token</c> of the query.</summary>
    public IReadOnlyList<string?> Tokens { get; init; } = [];
}
