using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Reconciliation;

/// <summary>What PaySsam's answer means for a bill as we hold it.</summary>
internal enum Verdict
{
    /// <summary>Both say the same.</summary>
    Unchanged,

    /// <summary>PaySsam knows what we were never told: it is recorded as a callback would be.</summary>
    Found,

    /// <summary>What we hold ranks higher than what PaySsam says: told, never applied.</summary>
    Drift,

    /// <summary>It did not say how the bill stands.</summary>
    Unknown,

    /// <summary>It refuses our key or our partner's code.</summary>
    Refused,
}

/// <summary>The rule of the comparison.</summary>
internal static class Verdicts
{
    /// <param name="held">The bill's payment; null where no callback of it came.</param>
    /// <param name="answer">PaySsam's answer for the bill.</param>
    public static Verdict Judge(Callback? held, BillAnswer answer) =>
        answer switch
        {
            { Callback: { } callback } => Compare(held, callback),
            { Kind: BillAnswerKind.Refused } => Verdict.Refused,
            { Kind: BillAnswerKind.NotFound } when held is not null => Verdict.Drift,
            _ => Verdict.Unknown,
        };

    private static Verdict Compare(Callback? held, Callback answered)
    {
        if (held is null)
            return answered.State is ApprState.W ? Verdict.Unchanged : Verdict.Found;
        if (IsSame(held, answered))
            return Verdict.Unchanged;
        return MergeRule.Merge(held, answered) == answered ? Verdict.Found : Verdict.Drift;
    }

    /// <summary>By what a payment is, as the ledger reads it. What an answer leaves out it does not deny.</summary>
    private static bool IsSame(Callback held, Callback answered) =>
        held.State == answered.State
        && (answered.Approved is not { } time || held.Approved?.Fits(time) is true)
        && (TellingText.Won(answered) is not { } won || TellingText.Won(held) == won)
        && (
            TellingText.Number(answered[CallbackField.ApprNum]) is not { } number
            || TellingText.Number(held[CallbackField.ApprNum]) == number
        );
}
