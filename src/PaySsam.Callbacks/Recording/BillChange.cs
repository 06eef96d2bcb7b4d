using PaySsam.Callbacks.Ledgers;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Recording;

/// <summary>
/// What a bill's transaction saw. All that follows a write is a function of this, so that writing it again changes nothing that is
/// newer: transactions of a bill come one after the other, and each has its own <see cref="Count"/>.
/// </summary>
/// <param name="Before">The bill's callbacks before it.</param>
/// <param name="After">And after it.</param>
/// <param name="Count">How many there are after it; at least as many as were ever counted.</param>
/// <param name="PaymentBefore">The payment before it; null for a new bill.</param>
/// <param name="IsAgain">Whether the message came before: what followed then may be missing.</param>
/// <param name="IsUncounted">Whether an older version wrote the bill: what it wrote is not known.</param>
internal sealed record BillChange(
    IReadOnlyCollection<Telling> Before,
    IReadOnlyCollection<Telling> After,
    int Count,
    Callback? PaymentBefore,
    bool IsAgain,
    bool IsUncounted
)
{
    public static readonly BillChange None = new([], [], 0, null, IsAgain: false, IsUncounted: false);

    // Kept, because each follower asks: never copy a change with other callbacks.
    public Ledger LedgerBefore => field ??= BillLedger.Of(Before);

    public Ledger LedgerAfter => field ??= BillLedger.Of(After);

    /// <summary>Whether everything must be written that follows from <see cref="After"/>, not only what changed.</summary>
    public bool IsWhole => IsAgain || IsUncounted;

    /// <summary>The same after a change that follows this one.</summary>
    public BillChange Then(BillChange next) =>
        new(Before, next.After, next.Count, PaymentBefore, IsAgain || next.IsAgain, IsUncounted || next.IsUncounted);

    /// <summary>A callback of the bill; null where it is not kept.</summary>
    public Telling? Find(string hash) => After.FirstOrDefault(telling => telling.Hash == hash);
}
