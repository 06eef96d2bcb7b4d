namespace PaySsam.Callbacks.Retaining;

/// <summary>Something whose time is over; or, without an action, a place that a search has reached.</summary>
/// <param name="Key">Its place: the search goes on behind it.</param>
/// <param name="Counts">What erasing it amounts to.</param>
/// <param name="EraseAsync">Erases it, and says what was done.</param>
internal sealed record DueItem(string Key, RetentionCounts Counts, Func<CancellationToken, Task<RetentionCounts>>? EraseAsync)
{
    /// <summary>What a row makes due; null where it is not. A row that cannot be read is told as damaged, and holds up no other.</summary>
    public static DueItem? Of(string key, Func<DueItem?> read)
    {
        try
        {
            return read();
        }
        catch (Exception)
        {
            var damaged = new RetentionCounts { Damaged = 1 };
            return new DueItem(key, damaged, _ => Task.FromResult(damaged));
        }
    }

    public static DueItem Reached(string key) => new(key, RetentionCounts.None, EraseAsync: null);
}
