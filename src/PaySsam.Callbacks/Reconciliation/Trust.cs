using Azure;

namespace PaySsam.Callbacks.Reconciliation;

/// <summary>
/// Whether PaySsam's C is taken for "cancelled". PaySsam's text says so; a partner saw it of bills that had just been paid. So a person can
/// say it for the API that is asked, and a breaker stops where too many paid bills are answered with C. Pure.
/// </summary>
/// <param name="Recent">Of the last 20 answers about bills held as paid, the latest last: <c>C</c> where it was applied as a cancellation,
/// else <c>-</c>.</param>
internal sealed record Trust(string Recent)
{
    public const char Applied = 'C';

    private const char Other = '-';
    private const int Window = 20;
    private const int Least = 3;
    private const int Share = 5;

    public static Trust None { get; } = new("");

    /// <summary>For which API a person said that C means cancelled; null where nobody did.</summary>
    public string? Api { get; init; }

    public DateTimeOffset? TrustedAt { get; init; }

    public string? TrustNote { get; init; }

    /// <summary>When the breaker stopped; null while it did not.</summary>
    public DateTimeOffset? StoppedAt { get; init; }

    public DateTimeOffset? ResumedAt { get; init; }

    public string? ResumeNote { get; init; }

    public ETag ETag { get; init; }

    /// <summary>One more answer that is not applied as a cancellation.</summary>
    public Trust Count() => this with { Recent = Add(Other) };

    /// <summary>One more that would be: counted, or where that is too many, or the breaker has stopped already, stopped.</summary>
    public Trust CountCancelled(DateTimeOffset now)
    {
        var recent = Add(Applied);
        return StoppedAt is not null || recent.Count(Applied.Equals) > Math.Max(Least, recent.Length / Share)
            ? this with
            {
                StoppedAt = StoppedAt ?? now,
            }
            : this with
            {
                Recent = recent,
            };
    }

    /// <summary>A person has looked: counts anew.</summary>
    public Trust Resume(DateTimeOffset now, string? note) =>
        this with
        {
            Recent = "",
            StoppedAt = null,
            ResumedAt = now,
            ResumeNote = note,
        };

    /// <summary>A person says that C means cancelled.</summary>
    public Trust Say(string api, DateTimeOffset now, string? note) => this with { Api = api, TrustedAt = now, TrustNote = note };

    private string Add(char answer) => Recent.Length < Window ? Recent + answer : Recent[^(Window - 1)..] + answer;
}
