using System.Text.Json;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Ledgers;

/// <summary>Money that moved once, in however many wordings it was told.</summary>
/// <param name="Id">Public id of the telling that came first: the movement is known by it. Null where that has none yet.</param>
/// <param name="HighestId">Public id of the telling that ranks highest.</param>
/// <param name="IsCancellation">Money that went back; otherwise a payment.</param>
/// <param name="Day">Korean day of <paramref name="At"/>; failing that, of <paramref name="FirstReceivedAt"/>.</param>
/// <param name="At">Korean time; null where none was told.</param>
/// <param name="SignedWon">Won, negative for a cancellation; null where no amount was told.</param>
/// <param name="Details">From the highest-ranking telling, gaps from the next.</param>
/// <param name="Source"><c>callback</c> if any telling was pushed; failing that <c>corrected</c>; failing that <c>read</c>.</param>
/// <param name="FirstReceivedAt">When its first telling came, UTC.</param>
/// <param name="HighestReceivedAt">When the telling that ranks highest came, UTC.</param>
internal sealed record Movement(
    string? Id,
    string? HighestId,
    bool IsCancellation,
    DateOnly Day,
    DateTimeOffset? At,
    long? SignedWon,
    MovementDetails Details,
    string Source,
    DateTimeOffset FirstReceivedAt,
    DateTimeOffset HighestReceivedAt
)
{
    public const string Payment = "payment";
    public const string Cancellation = "cancellation";

    private static readonly string[] Sources = ["callback", "corrected", "read"];

    public string Kind => IsCancellation ? Cancellation : Payment;

    /// <summary>
    /// <c>{"id","kind":"payment|cancellation","day","at","amount_won","appr_num","source"}</c>: <c>at</c> is ISO 8601 with +09:00; the
    /// amount is not negative; what is not known is null.
    /// </summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("id", Id);
        json.WriteString("kind", Kind);
        json.WriteString("day", KoreanDay.Text(Day));
        StateJson.WriteTime(json, "at", At);
        StateJson.WriteAmount(json, SignedWon is { } won ? Math.Abs(won) : null);
        json.WriteString("appr_num", Details.ApprNum);
        json.WriteString("source", Source);
    }

    /// <summary>Rule 10 of <see cref="Ledger"/>.</summary>
    /// <param name="draft">Its tellings.</param>
    /// <param name="isCancellation">Whether money went back.</param>
    /// <param name="whole">For a cancellation of a whole payment, that payment's amount.</param>
    public static Movement Of(Draft draft, bool isCancellation, long? whole = null)
    {
        var ranked = draft.Tellings.Order(TellingOrder.HighestFirst).ToList();
        var first = ranked.OrderBy(telling => telling.ReceivedAt).ThenBy(telling => telling, TellingOrder.Instance).First();
        var at = Latest(draft.OwnTimes) ?? Latest(ranked.Select(telling => telling.Time).OfType<ToldTime>());
        var won = Won(draft) ?? whole;
        return new Movement(
            first.Id,
            ranked[0].Id,
            isCancellation,
            KoreanDay.Of(at ?? first.ReceivedAt),
            at,
            isCancellation ? -won : won,
            ranked.Select(telling => telling.Details).Aggregate((details, next) => details.Or(next)),
            Array.Find(Sources, source => ranked.Exists(telling => telling.Source == source)) ?? first.Source,
            first.ReceivedAt,
            ranked[0].ReceivedAt
        );
    }

    /// <summary>The amount of the highest-ranking telling that has one.</summary>
    public static long? Won(Draft draft) => draft.Tellings.Where(telling => telling.Won is not null).Min(TellingOrder.HighestFirst)?.Won;

    private static DateTimeOffset? Latest(IEnumerable<ToldTime> times) => times.Select(time => (DateTimeOffset?)time.At).Max();
}
