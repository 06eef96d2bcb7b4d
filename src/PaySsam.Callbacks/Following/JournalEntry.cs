using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Following;

/// <summary>What a row of the journal says.</summary>
/// <param name="CallbackId">Of the callback.</param>
/// <param name="BillKey">The bill's key in the tables.</param>
/// <param name="BillId">The bill's id.</param>
/// <param name="State">What the callback says of the bill.</param>
/// <param name="ApprNum">Approval number.</param>
/// <param name="PayType">Means of payment.</param>
/// <param name="Issuer">Name of the bank or card.</param>
/// <param name="ApprovedAt">In Korean time; null where the callback has none.</param>
/// <param name="AmountWon">As sent; null where that is no whole number.</param>
/// <param name="ReceivedAt">When it came first, UTC.</param>
/// <param name="Rank">Of the callback: see <see cref="MergeRule.Rank"/>.</param>
internal sealed record JournalEntry(
    string CallbackId,
    string BillKey,
    string BillId,
    ApprState State,
    string? ApprNum,
    string? PayType,
    string? Issuer,
    DateTimeOffset? ApprovedAt,
    long? AmountWon,
    DateTimeOffset ReceivedAt,
    string Rank
)
{
    public bool IsPayment => State is ApprState.F;

    public bool IsCancellation => State is ApprState.C;

    /// <summary>
    /// What it adds to the sum of a day: a payment its amount, a cancellation its own less than nothing, whichever sign it came
    /// with.
    /// </summary>
    public long SignedWon => IsCancellation && AmountWon > 0 ? -AmountWon.Value : AmountWon ?? 0;
}
