using PaySsam.Callbacks.Ledgers;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Following;

/// <summary>What happened to a bill on a day: a payment or a cancellation, or that it was told as unpaid or withdrawn.</summary>
/// <param name="BillKey">The bill's key in the tables.</param>
/// <param name="BillId">The bill's id.</param>
/// <param name="State">F for a payment, C for a cancellation; W or D as told.</param>
/// <param name="Id">Public id that it is known by; null where it has none yet.</param>
/// <param name="CallbackId">Public id of the callback that ranks highest of those that tell of it; null where that has none yet.</param>
/// <param name="ApprovedAt">In Korean time; null where none was told.</param>
/// <param name="AmountWon">Never negative; null where none was told that can be read.</param>
/// <param name="Details">What else was told.</param>
/// <param name="Source"><c>callback</c>, <c>corrected</c> or <c>read</c>.</param>
/// <param name="FirstReceivedAt">When the first callback that tells of it came, UTC.</param>
/// <param name="ReceivedAt">When the callback of <paramref name="CallbackId"/> came, UTC.</param>
internal sealed record JournalEntry(
    string BillKey,
    string BillId,
    ApprState State,
    string? Id,
    string? CallbackId,
    DateTimeOffset? ApprovedAt,
    long? AmountWon,
    MovementDetails Details,
    string Source,
    DateTimeOffset FirstReceivedAt,
    DateTimeOffset ReceivedAt
)
{
    public bool IsPayment => State is ApprState.F;

    public bool IsCancellation => State is ApprState.C;

    public bool IsMovement => IsPayment || IsCancellation;

    /// <summary>What it adds to the sum of a day; null where no amount can be read.</summary>
    public long? SignedWon => IsCancellation ? -AmountWon : AmountWon;

    /// <summary>Whether it came first after the month of its day had ended.</summary>
    public bool IsLate(DateOnly day) => KoreanDay.Of(FirstReceivedAt) is var on && (on.Year, on.Month).CompareTo((day.Year, day.Month)) > 0;

    /// <summary>A movement of a bill's ledger.</summary>
    public static JournalEntry Of(string billKey, string billId, Movement movement) =>
        new(
            billKey,
            billId,
            movement.IsCancellation ? ApprState.C : ApprState.F,
            movement.Id,
            movement.HighestId,
            movement.At,
            movement.SignedWon is { } won ? Math.Abs(won) : null,
            movement.Details,
            movement.Source,
            movement.FirstReceivedAt,
            movement.HighestReceivedAt
        );
}
