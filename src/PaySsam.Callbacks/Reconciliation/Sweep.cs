using System.Collections.Immutable;
using Azure;
using PaySsam.Callbacks.Expecting;

namespace PaySsam.Callbacks.Reconciliation;

/// <summary>How far the questions about a day have come, and what they found.</summary>
/// <param name="Day">The Korean day whose payments, and bills sent out or expiring, are asked for.</param>
/// <param name="DaysAfter">How many days later: one of <see cref="SweepSchedule"/>; 0 when an operator asked.</param>
/// <param name="StartedAt">UTC.</param>
internal sealed record Sweep(DateOnly Day, int DaysAfter, DateTimeOffset StartedAt)
{
    // In a row of the table, and on a page.
    private const int MostFindings = 100;

    public SweepPart Part { get; init; }

    /// <summary>The key of the last bill of the part that is done; null before the first.</summary>
    public string? After { get; init; }

    public int Asked { get; init; }

    public int Unchanged { get; init; }

    public int Found { get; init; }

    public int Drift { get; init; }

    public int Unknown { get; init; }

    /// <summary>Answers C that a person must judge.</summary>
    public int Odd { get; init; }

    /// <summary>The first 100 bills that are not unchanged.</summary>
    public ImmutableList<SweepFinding> Findings { get; init; } = [];

    /// <summary>UTC; null until every bill was asked for.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Why it stopped before its end; null where it did not, or where its time was up.</summary>
    public string? Problem { get; init; }

    public ETag ETag { get; init; }

    /// <summary>The same after one more bill.</summary>
    public Sweep With(SweptBill bill, CheckedBill answer) =>
        Past(bill) with
        {
            Asked = Asked + 1,
            Unchanged = Unchanged + (answer.Verdict is Verdict.Unchanged ? 1 : 0),
            Found = Found + (answer.Verdict is Verdict.Found ? 1 : 0),
            Drift = Drift + (answer.Verdict is Verdict.Drift ? 1 : 0),
            Unknown = Unknown + (answer.Verdict is Verdict.Unknown or Verdict.Refused ? 1 : 0),
            Odd = Odd + (answer.Verdict is Verdict.Odd ? 1 : 0),
            Findings = answer.Verdict is Verdict.Unchanged || Findings.Count == MostFindings ? Findings : Findings.Add(answer.Finding),
        };

    /// <summary>The same after a bill that did not have to be asked for.</summary>
    public Sweep Past(SweptBill bill) => this with { Part = bill.Part, After = bill.Key };
}

/// <summary>What is asked for, in this order.</summary>
internal enum SweepPart
{
    /// <summary>The bills that were paid on the day, by the journal.</summary>
    Paid,

    /// <summary>The bills that were registered, or expire, on the day.</summary>
    Expected,
}

/// <summary>A bill of a sweep.</summary>
/// <param name="Part">Why it is asked for.</param>
/// <param name="Key">Its key in the tables.</param>
/// <param name="BillId">Its id.</param>
/// <param name="Expected">As the partner registered it; null where that is not known yet, or it is not.</param>
internal sealed record SweptBill(SweepPart Part, string Key, string BillId, ExpectedBill? Expected);

/// <summary>A bill of which PaySsam did not say what we hold.</summary>
/// <param name="BillId">Its id.</param>
/// <param name="Result">The <see cref="Verdict"/>, in lower case.</param>
/// <param name="Held">The state that we held; null where there was none.</param>
/// <param name="Answered">The state that PaySsam told; null where it told none.</param>
/// <param name="Problem">Why it told none.</param>
internal sealed record SweepFinding(string BillId, string Result, string? Held, string? Answered, string? Problem);
