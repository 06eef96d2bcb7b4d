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

    /// <summary>It says C, and nobody knows yet whether it means cancelled: a person is asked.</summary>
    Odd,

    /// <summary>It says C of one paid bill too many: nothing is asked until a person looks.</summary>
    Stopped,
}

/// <summary>The rule of the comparison.</summary>
internal static class Verdicts
{
    /// <param name="held">The bill's payment; null where no callback of it came.</param>
    /// <param name="answer">PaySsam's answer for the bill.</param>
    /// <param name="isConfirmed">Whether PaySsam answered F for this bill before.</param>
    /// <param name="isTrusted">Whether a person said that PaySsam's C means cancelled.</param>
    public static Verdict Judge(Callback? held, BillAnswer answer, bool isConfirmed, bool isTrusted) =>
        Judge(held, answer) is var verdict
        && verdict is Verdict.Found
        && IsNewlyCancelled(held, answer)
        && !isTrusted
        && !(isConfirmed && held is not null && IsOther(held, answer.Callback!))
            ? Verdict.Odd
            : verdict;

    /// <summary>Whether it says C of a bill that is not held as cancelled.</summary>
    public static bool IsNewlyCancelled(Callback? held, BillAnswer answer) =>
        answer.Callback?.State is ApprState.C && held?.State is not ApprState.C;

    private static Verdict Judge(Callback? held, BillAnswer answer) =>
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

    /// <summary>Whether a C names another approval than the payment's: where C means received, it names the payment's own.</summary>
    private static bool IsOther(Callback held, Callback answered)
    {
        var number = TellingText.Number(held[CallbackField.ApprNum]);
        return Differ(TellingText.Number(answered[CallbackField.ApprNum]), number)
            || Differ(TellingText.Number(answered[CallbackField.ApprOriginNum]), number)
            || Differ(answered.Approved, held.Approved)
            || Differ(answered.Origin, held.Approved);
    }

    private static bool Differ(string? one, string? other) => one is not null && other is not null && one != other;

    private static bool Differ(ToldTime? one, ToldTime? other) => one is not null && other is not null && !one.Value.Fits(other.Value);

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
