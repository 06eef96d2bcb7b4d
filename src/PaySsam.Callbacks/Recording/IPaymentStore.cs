using PaySsam.Callbacks.Ledgers;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Recording;

/// <summary>
/// Where bills and their callbacks are kept. The rules that every caller may rely on:
/// <list type="bullet">
/// <item>A bill has at most 200 distinct callbacks, W and D at most the first 150: those beyond are told, and not kept.</item>
/// <item>A callback is kept exactly once for each bill and callback id, however often and by however many writers it is recorded.</item>
/// <item>The payment is what <see cref="MergeRule.Merge"/> makes of all callbacks kept, whatever the order they came in.</item>
/// <item>A callback and the payment that it leads to become visible together or not at all.</item>
/// <item>After a failure or a cancellation, recording the same callbacks again ends in the same state.</item>
/// </list>
/// </summary>
public interface IPaymentStore
{
    /// <summary>Records callbacks of one bill; says what each was, and what the bill's payment then is.</summary>
    /// <param name="callbacks">At least one; all of one bill.</param>
    /// <param name="cancellationToken">Ends the wait; what was written stays.</param>
    /// <exception cref="Azure.RequestFailedException">Nothing, or a part of the callbacks, was recorded: record them again.</exception>
    Task<RecordedBill> RecordAsync(IReadOnlyList<ReceivedCallback> callbacks, CancellationToken cancellationToken);

    /// <summary>The bill as it is now, or null when no callback of it was ever recorded.</summary>
    Task<Bill?> FindAsync(string billId, CancellationToken cancellationToken);

    /// <summary>Notes that PaySsam, when asked, answered that a bill is paid; nothing where its payment is another by now.</summary>
    /// <param name="payment">The bill's payment that PaySsam confirmed.</param>
    /// <param name="at">When, UTC. A time that stands there already stays.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task ConfirmAsync(Callback payment, DateTimeOffset at, CancellationToken cancellationToken);
}

/// <summary>What recording callbacks of a bill did.</summary>
/// <param name="Outcomes">Of each callback, in their order.</param>
/// <param name="Payment">The bill's payment as the writing, or where nothing had to be written the reading, left it.</param>
public sealed record RecordedBill(IReadOnlyList<RecordOutcome> Outcomes, Callback Payment)
{
    /// <summary>What the writing, or the reading, saw.</summary>
    internal BillChange Change { get; init; } = BillChange.None;

    /// <summary>Whether something may have to follow: not where PaySsam said again what is known.</summary>
    internal bool IsFollowed => Outcomes.Any(outcome => outcome is not (RecordOutcome.Repeat or RecordOutcome.Confirmed));
}

/// <summary>What recording a callback did.</summary>
public enum RecordOutcome
{
    /// <summary>The bill's first callback.</summary>
    New,

    /// <summary>It became the payment.</summary>
    Changed,

    /// <summary>It ranks below the payment; history only.</summary>
    Superseded,

    /// <summary>It was kept, and ranked, but contradicts an earlier one: <see cref="MergeRule.Contradict"/>.</summary>
    Contradiction,

    /// <summary>PaySsam sent what it had sent before: it did not see, or did not like, our earlier answer.</summary>
    Repeat,

    /// <summary>Our own queue delivered it again; nothing was done.</summary>
    Redelivered,

    /// <summary>It is known already, and it, or what is known, came because we asked: no repeat of PaySsam's.</summary>
    Confirmed,

    /// <summary>Its bill has as many callbacks as one may have: it is not kept.</summary>
    TooMany,
}

/// <summary>A bill as it is now.</summary>
/// <param name="Payment">The callback that ranks highest.</param>
/// <param name="UpdatedAt">When the bill last changed, UTC.</param>
/// <param name="History">Every distinct callback, with the time it first came, the earliest first.</param>
/// <param name="Count">How many callbacks were counted.</param>
public sealed record Bill(Callback Payment, DateTimeOffset UpdatedAt, IReadOnlyList<ReceivedCallback> History, int Count)
{
    /// <summary>When PaySsam first answered that it is paid, UTC; null where it did not. A callback alone never sets it.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary><see cref="Payment"/> as it came; null where its row is gone.</summary>
    public ReceivedCallback? Received => History.FirstOrDefault(received => received.Callback.Id == Payment.Id);

    /// <summary>Its money, each won once.</summary>
    internal Ledger Ledger => field ??= BillLedger.Of([.. History.Select(received => Telling.Of(received))]);
}
