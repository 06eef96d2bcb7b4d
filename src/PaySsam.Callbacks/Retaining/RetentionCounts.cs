namespace PaySsam.Callbacks.Retaining;

/// <summary>What was, or would be, erased and deleted.</summary>
internal sealed record RetentionCounts
{
    public static readonly RetentionCounts None = new();

    public int BillsErased { get; init; }

    public int BillsDeleted { get; init; }

    public int LettersErased { get; init; }

    public int LettersDeleted { get; init; }

    public int ExpectedErased { get; init; }

    public int ExpectedDeleted { get; init; }

    /// <summary>Of each kind, what could not be done.</summary>
    public int Damaged { get; init; }

    /// <summary>Since when the oldest of these has been kept; null where there is none.</summary>
    public DateTimeOffset? Oldest { get; init; }

    public static RetentionCounts operator +(RetentionCounts one, RetentionCounts other) =>
        new()
        {
            BillsErased = one.BillsErased + other.BillsErased,
            BillsDeleted = one.BillsDeleted + other.BillsDeleted,
            LettersErased = one.LettersErased + other.LettersErased,
            LettersDeleted = one.LettersDeleted + other.LettersDeleted,
            ExpectedErased = one.ExpectedErased + other.ExpectedErased,
            ExpectedDeleted = one.ExpectedDeleted + other.ExpectedDeleted,
            Damaged = one.Damaged + other.Damaged,
            Oldest = one.Oldest < other.Oldest || other.Oldest is null ? one.Oldest : other.Oldest,
        };
}
