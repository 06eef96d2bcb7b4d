using PaySsam.Simulator.Judging;
using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Certification;

/// <summary>One line of the certification's list.</summary>
/// <param name="Id">For machines.</param>
/// <param name="Name">For people.</param>
/// <param name="RunAsync">Tries it.</param>
/// <param name="NeedsToken">It cannot be tried without the URL's token.</param>
internal sealed record Check(string Id, Phrase Name, Func<Trial, Task<Outcome>> RunAsync, bool NeedsToken = false);

/// <summary>What a check found.</summary>
/// <param name="Findings">Nothing where all is well.</param>
/// <param name="Evidence">The answer that they are about.</param>
internal sealed record Outcome(IReadOnlyList<Finding> Findings, Answer? Evidence = null)
{
    /// <summary>Whether anything is known.</summary>
    public bool IsTried { get; init; } = true;
}

/// <summary>A check that was run, in a version of the API.</summary>
internal sealed record CheckResult(Check Check, ApiVersion Version, Outcome Outcome)
{
    public Verdict Verdict => Outcome.IsTried ? Outcome.Findings.Worst() : Verdict.NotTried;
}
