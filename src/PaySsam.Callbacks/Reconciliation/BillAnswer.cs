using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Reconciliation;

/// <summary>What PaySsam answers when it is asked for a bill.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Callback">The bill as PaySsam has it, in the fields of a callback alone; null where it does not say.</param>
/// <param name="Problem">Why it does not, in words that quote no more of it than a code; null where it does.</param>
/// <param name="Fault">Why it could not be asked, for the log: <see cref="FaultText"/>.</param>
/// <param name="IsOfBill">Whether it is about this bill, so that the next bill may fare better.</param>
public sealed record BillAnswer(BillAnswerKind Kind, Callback? Callback, string? Problem, bool IsOfBill, string? Fault = null)
{
    /// <summary>It says how the bill stands.</summary>
    public static BillAnswer Found(Callback callback) => new(BillAnswerKind.Found, callback, Problem: null, IsOfBill: true);

    /// <summary>It says something else, or nothing.</summary>
    public static BillAnswer Without(BillAnswerKind kind, string problem, bool isOfBill = false, string? fault = null) =>
        new(kind, Callback: null, problem, isOfBill, fault);
}

public enum BillAnswerKind
{
    /// <summary>How the bill stands.</summary>
    Found,

    /// <summary>That there is no such bill.</summary>
    NotFound,

    /// <summary>That our key, or our partner's code, may not ask: nor for any other bill.</summary>
    Refused,

    /// <summary>Nothing that could be read, or that it is away: the next bill would fare no better.</summary>
    Away,

    /// <summary>Something that we do not know of this bill. Never to be taken for "unpaid".</summary>
    Unknown,
}
