namespace PaySsam.Callbacks;

/// <summary>What an HTTP function answers: a status and a body of <c>application/json; charset=utf-8</c>.</summary>
public readonly record struct Reply(int Status, ReadOnlyMemory<byte> Json)
{
    /// <summary>The <c>Content-Type</c> of every reply.</summary>
    public const string ContentType = "application/json; charset=utf-8";
}
