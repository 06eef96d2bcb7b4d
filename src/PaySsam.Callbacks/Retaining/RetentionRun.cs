using Azure;

namespace PaySsam.Callbacks.Retaining;

/// <summary>One walk over all that is kept, on however many nights, and how far it has come.</summary>
/// <param name="StartedAt">UTC.</param>
internal sealed record RetentionRun(DateTimeOffset StartedAt)
{
    public RetentionPart Part { get; init; }

    /// <summary>The key of the last row of the part that is done; null before the first.</summary>
    public string? After { get; init; }

    public RetentionCounts Done { get; init; } = RetentionCounts.None;

    /// <summary>UTC; null until it has reached its end.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    public ETag ETag { get; init; }
}

/// <summary>In this order. Callbacks come first: most that is personal is theirs.</summary>
internal enum RetentionPart
{
    Bills,
    DeadLetters,
    ExpectedBills,

    /// <summary>What the journal says of bills that are gone, where a crash left it.</summary>
    Removals,
}
