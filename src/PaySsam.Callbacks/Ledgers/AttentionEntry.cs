namespace PaySsam.Callbacks.Ledgers;

/// <summary>Something about a bill's money that a person should look at.</summary>
/// <param name="Code">One of <see cref="AttentionCode"/>.</param>
/// <param name="Movement">The movement that it is about; null where it is about the bill.</param>
/// <param name="From">When it may be listed; null at once.</param>
internal sealed record AttentionEntry(string Code, Movement? Movement, DateTimeOffset? From = null);

/// <summary>Why a bill is listed. All but the last three follow from its callbacks alone.</summary>
internal static class AttentionCode
{
    /// <summary>Two or more payments are not cancelled.</summary>
    public const string PaidTwice = "paid_twice";

    /// <summary>Paid again after another payment was cancelled.</summary>
    public const string PaidAfterCancellation = "paid_after_cancellation";

    /// <summary>A payment's cancellations exceed it.</summary>
    public const string CancelledMoreThanPaid = "cancelled_more_than_paid";

    /// <summary>The cancelled payment was never told. Payments can come late, so it is listed an hour after the first receipt.</summary>
    public const string CancelledWithoutPayment = "cancelled_without_payment";

    /// <summary>Withdrawn, and paid other than on the spot.</summary>
    public const string WithdrawnAndPaid = "withdrawn_and_paid";

    /// <summary>One movement was told with different amounts.</summary>
    public const string AmountsDiffer = "amounts_differ";

    /// <summary>No amount was told that can be read.</summary>
    public const string NoAmount = "no_amount";

    /// <summary>A time was told, and none that can be read: the movement stands on its day of receipt.</summary>
    public const string UnreadableTime = "unreadable_time";

    /// <summary>The bill's callbacks name different members.</summary>
    public const string TwoMembers = "two_members";

    /// <summary>The amount paid is not the one that was registered.</summary>
    public const string NotAsExpected = "not_as_expected";

    /// <summary>PaySsam answered C, which may not mean cancelled.</summary>
    public const string OddAnswer = "odd_answer";

    /// <summary>Callbacks came for which the bill has no place: they are dead letters, and count nowhere.</summary>
    public const string TooManyCallbacks = "too_many_callbacks";
}
