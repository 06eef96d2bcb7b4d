using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Judging;

/// <summary>How bad it is.</summary>
internal enum Verdict
{
    /// <summary>Nothing is known.</summary>
    NotTried,

    Pass,

    /// <summary>Right by the letter of JSON or HTTP; whether PaySsam takes it is not known.</summary>
    Warning,

    Failure,
}

/// <summary>One thing that is not as it should be.</summary>
/// <param name="Id">For machines; the same for the same flaw.</param>
/// <param name="Verdict">A warning or a failure.</param>
/// <param name="Text">In words.</param>
internal sealed record Finding(string Id, Verdict Verdict, Phrase Text);

internal static class Findings
{
    /// <summary>The worst of them; a pass where there is none.</summary>
    public static Verdict Worst(this IEnumerable<Finding> findings) =>
        findings.Select(finding => finding.Verdict).DefaultIfEmpty(Verdict.Pass).Max();
}
