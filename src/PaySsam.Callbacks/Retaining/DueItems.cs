using PaySsam.Callbacks.Settings;

namespace PaySsam.Callbacks.Retaining;

/// <summary>All whose time is over.</summary>
public sealed class DueItems(
    RetentionOptions options,
    DueBills bills,
    DueLetters letters,
    DueExpectedBills expected,
    DueRemovals removals,
    TimeProvider time
)
{
    /// <summary>Those of a part, behind a key, in the order of their keys.</summary>
    internal IAsyncEnumerable<DueItem> ReadAsync(RetentionPart part, string? after, CancellationToken cancellationToken)
    {
        var cutoffs = RetentionCutoffs.Of(options, time.GetUtcNow());
        return part switch
        {
            RetentionPart.Bills => bills.ReadAsync(cutoffs, after, cancellationToken),
            RetentionPart.DeadLetters => letters.ReadAsync(cutoffs, after, cancellationToken),
            RetentionPart.ExpectedBills => expected.ReadAsync(cutoffs, after, cancellationToken),
            _ => removals.ReadAsync(after, cancellationToken),
        };
    }

    /// <summary>What a run would do now, as far as it is found within a time; and whether that is all.</summary>
    internal async Task<(RetentionCounts Due, bool IsAll)> CountAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        var (due, began) = (RetentionCounts.None, time.GetTimestamp());
        foreach (var part in Enum.GetValues<RetentionPart>())
        {
            await foreach (var item in ReadAsync(part, after: null, cancellationToken))
            {
                due += item.Counts;
                if (time.GetElapsedTime(began) > limit)
                    return (due, false);
            }
        }

        return (due, true);
    }
}
