using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Reconciliation;
using PaySsam.Callbacks.Settings;

namespace PaySsam.Callbacks.Retaining;

/// <summary>What has been kept since before these times is due. Null: never.</summary>
/// <param name="Now">UTC.</param>
/// <param name="Personal">For what is personal in bills and dead letters.</param>
/// <param name="Bills">For bills as a whole.</param>
/// <param name="DeadLetters">For dead letters that are closed.</param>
/// <param name="Expected">For what is personal in bills that were sent out: not before the last sweep has asked by it.</param>
internal sealed record RetentionCutoffs(
    DateTimeOffset Now,
    DateTimeOffset? Personal,
    DateTimeOffset? Bills,
    DateTimeOffset? DeadLetters,
    DateTimeOffset? Expected
)
{
    // No clock of ours is wrong by more.
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);

    public static RetentionCutoffs Of(RetentionOptions options, DateTimeOffset now) =>
        new(
            now,
            Before(now, options.PersonalDays),
            Before(now, options.BillDays),
            Before(now, options.DeadLetterDays),
            Before(now, options.PersonalDays is { } days ? Math.Max(days, SweepSchedule.OldestDay + 1) : null)
        );

    /// <summary>The last moment that is no time of the future.</summary>
    public DateTimeOffset Latest => Now + Ahead;

    /// <summary>Since when something has been kept. A message can name a time that is yet to come: then when its row was written.</summary>
    public DateTimeOffset Since(DateTimeOffset? last, DateTimeOffset? written) => last <= Latest ? last.Value : written ?? Now;

    /// <summary>The Korean midnight at which a day ends.</summary>
    public static DateTimeOffset EndOf(DateOnly day) => new(day.AddDays(1), TimeOnly.MinValue, KoreanDay.Offset);

    private static DateTimeOffset? Before(DateTimeOffset now, int? days) => days is null ? null : now.AddDays(-days.Value);
}
