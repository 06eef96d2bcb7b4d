using System.Text;
using PaySsam.Callbacks.Ledgers;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Attention;

/// <summary>A bill that a person should look at, or should have looked at once.</summary>
/// <param name="BillId">The bill.</param>
/// <param name="Count">How many callbacks it had when <paramref name="Points"/> were decided.</param>
/// <param name="Points">All reasons, settled ones too; none where their cause is gone.</param>
/// <param name="Movements">The latest of its movements: a JSON array.</param>
/// <param name="ExpectedWon">The amount that was registered; null where none was.</param>
internal sealed record BillAttention(string BillId, int Count, IReadOnlyList<AttentionPoint> Points, string Movements, long? ExpectedWon)
{
    // With room to spare in the 32,768 characters of a property, and in an answer of 50 bills.
    private const int MostMovements = 20;
    private const int MostSettled = 200;

    /// <summary>What a person has settled, also where its cause has gone since; without <c>From</c>.</summary>
    public IReadOnlyList<AttentionPoint> Settled { get; init; } = [];

    public DateTimeOffset? SettledAt { get; init; }

    public string? Note { get; init; }

    /// <summary>What PaySsam answered; null where it is not odd, or no longer.</summary>
    public OddAnswer? Odd { get; init; }

    /// <summary>What a person said of the last odd answer: <see cref="Cancelled"/> or <see cref="NotCancelled"/>.</summary>
    public string? Answer { get; init; }

    public const string Cancelled = "cancelled";
    public const string NotCancelled = "not_cancelled";

    /// <summary>Whether a person has yet to say what an odd answer means.</summary>
    public bool IsOddOpen => Odd is not null && !IsSettled(OddPoint);

    /// <summary>When the first point that is not settled may be listed; null where there is none.</summary>
    public DateTimeOffset? OpenFrom =>
        Points.Where(point => !IsSettled(point)).Min(point => (DateTimeOffset?)(point.From ?? DateTimeOffset.UnixEpoch));

    public bool IsSettled(AttentionPoint point) => Settled.Contains(Known(point));

    /// <summary>Pure: the bill as it was seen. What knows more callbacks stays; what was settled stays settled.</summary>
    /// <param name="known">As it stands in the table; null where it does not.</param>
    /// <param name="seen">The bill.</param>
    /// <returns>Null where it was never listed and need not be.</returns>
    public static BillAttention? Follow(BillAttention? known, SeenBill seen)
    {
        if (known?.Count > seen.Count)
            return known;

        // Places do not become free again.
        var hasTooMany = seen.HasTooMany || known?.Points.Any(point => point.Code == AttentionCode.TooManyCallbacks) is true;
        var expectedWon = seen.ExpectedWon ?? known?.ExpectedWon; // Its registration ends before the bill does.
        var points = AttentionPoint.Of(seen.Ledger, expectedWon, hasTooMany);
        if (known is null && points.Count == 0 && !seen.WasListed)
            return null;
        var now = new BillAttention(seen.BillId, seen.Count, points, Write(seen.Ledger.Movements), expectedWon);
        if (known is null)
            return now;
        var (odd, isCancelled) = (known.Odd, seen.Ledger.Movements.Any(movement => movement.IsCancellation));
        return now with
        {
            Points = odd is null || isCancelled ? points : [OddPoint, .. points],
            Odd = isCancelled ? null : odd,
            Settled = known.Settled,
            SettledAt = known.SettledAt,
            Note = known.Note,
            Answer = known.Answer,
        };
    }

    /// <summary>
    /// The same with an odd answer, or without one. What was said of another answer does not count for it.
    /// </summary>
    public BillAttention WithOdd(OddAnswer? odd)
    {
        if (odd?.IsSame(Odd) is true)
            return this;
        var points = Points.Where(point => point != OddPoint);
        return this with
        {
            Odd = odd,
            Points = odd is null ? [.. points] : [OddPoint, .. points],
            Settled = [.. Settled.Where(point => point != OddPoint)],
        };
    }

    /// <summary>Settles what may be listed by now, but for an odd answer. What is settled already stays as it was.</summary>
    public BillAttention Settle(DateTimeOffset now, string? note)
    {
        var points = Points.Where(point => !(point.From > now) && point != OddPoint && !IsSettled(point)).ToList();
        return points.Count == 0 ? this : Settle(points, now, note);
    }

    /// <summary>Settles an odd answer alone.</summary>
    public BillAttention SettleOdd(DateTimeOffset now, string? note, string answer) =>
        IsOddOpen ? Settle([OddPoint], now, note) with { Answer = answer } : this;

    private static AttentionPoint OddPoint { get; } = new(AttentionCode.OddAnswer, Movement: null);

    private BillAttention Settle(IEnumerable<AttentionPoint> points, DateTimeOffset now, string? note) =>
        this with
        {
            Settled = [.. Settled.Concat(points.Select(Known)).Distinct().TakeLast(MostSettled)],
            SettledAt = now,
            Note = note,
        };

    private static AttentionPoint Known(AttentionPoint point) => point with { From = null };

    private static string Write(IReadOnlyList<Movement> movements) =>
        Encoding.UTF8.GetString(JsonWriting.WriteArray(movements.TakeLast(MostMovements), (json, movement) => movement.Write(json)).Span);
}

/// <summary>A bill as it was read or written.</summary>
/// <param name="BillId">The bill.</param>
/// <param name="Count">How many callbacks it has.</param>
/// <param name="Ledger">Its money.</param>
/// <param name="ExpectedWon">The amount that was registered; null where none was.</param>
/// <param name="HasTooMany">Whether a callback of it found no place just now.</param>
/// <param name="WasListed">Whether it may have been listed before. Then it gets a row even where nothing is wrong now, so that a writer who
/// is late, and saw less, opens nothing.</param>
internal sealed record SeenBill(
    string BillId,
    int Count,
    Ledger Ledger,
    long? ExpectedWon,
    bool HasTooMany = false,
    bool WasListed = false
);
