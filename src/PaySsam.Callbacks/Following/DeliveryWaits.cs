namespace PaySsam.Callbacks.Following;

/// <summary>How long an event that was not delivered waits for its next attempt.</summary>
internal static class DeliveryWaits
{
    // Between one attempt and the next.
    private static readonly TimeSpan[] Usual =
    [
        TimeSpan.FromSeconds(5),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(5),
        TimeSpan.FromHours(10),
        TimeSpan.FromHours(10),
    ];

    // Of what a receiver asks for.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Whether an attempt follows the one of this number, from 0.</summary>
    public static bool HasNext(int attempt) => attempt < Usual.Length;

    /// <summary>The wait after an attempt, and up to a fifth more, so that not all come at the same moment.</summary>
    public static TimeSpan After(int attempt) => Usual[attempt] * (1 + (0.2 * Random.Shared.NextDouble()));

    /// <summary>
    /// What the receiver asked for where that is longer, a day at most. It is rounded up to minutes, so that events whose
    /// waits hardly differ share a message.
    /// </summary>
    public static TimeSpan Asked(TimeSpan usual, TimeSpan? asked) =>
        !(asked > usual) ? usual
        : asked >= Longest ? Longest
        : TimeSpan.FromMinutes(Math.Ceiling(asked.Value.TotalMinutes));
}
