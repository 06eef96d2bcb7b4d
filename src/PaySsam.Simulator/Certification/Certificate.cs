using System.Text;
using PaySsam.Simulator.Judging;
using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Certification;

/// <summary>What a certification found, for the screen, for machines and for paper. Nothing in it holds a secret.</summary>
/// <param name="Url">The receiver, without the URL's query.</param>
/// <param name="At">When it began, in Korean time.</param>
/// <param name="Results">All checks of PaySsam's own list, in their order, of one version after the other.</param>
/// <param name="Field">What was seen in the field, likewise. It is told apart, and decides nothing.</param>
/// <param name="Secrets">What the receiver's own words are freed from.</param>
internal sealed record Certificate(
    string Url,
    DateTimeOffset At,
    IReadOnlyList<CheckResult> Results,
    IReadOnlyList<CheckResult> Field,
    Secrets Secrets
)
{
    private const int LongestReply = 160;

    /// <summary>What was found in each version of the API.</summary>
    public IEnumerable<IGrouping<ApiVersion, CheckResult>> ByVersion => Results.GroupBy(result => result.Version);

    /// <summary>The same of what was seen in the field.</summary>
    public IEnumerable<IGrouping<ApiVersion, CheckResult>> FieldByVersion => Field.GroupBy(result => result.Version);

    public bool Passed => Results.All(result => result.Verdict is not Verdict.Failure);

    public int Count(Verdict verdict) => Results.Count(result => result.Verdict == verdict);

    /// <summary>The findings' words in one language.</summary>
    public IEnumerable<string> Say(CheckResult result, bool inKorean) =>
        result.Verdict is Verdict.NotTried
            ? [inKorean ? NotTried(result).Ko : NotTried(result).En]
            : result.Outcome.Findings.Select(finding => Secrets.Hide(inKorean ? finding.Text.Ko : finding.Text.En));

    private static Phrase NotTried(CheckResult result) => result.Check.NeedsToken ? Texts.NeedsToken : Texts.NotRun;

    /// <summary>How long the answer took that a check is about; empty where it is about several.</summary>
    public static string Time(CheckResult result) => result.Outcome.Evidence is { } answer ? $"{answer.Time.TotalMilliseconds:0} ms" : "";

    /// <summary>
    /// The beginning of the answer that a finding is about; null where there is none, or it repeats the request's personal data.
    /// </summary>
    public string? Reply(CheckResult result)
    {
        var (findings, answer) = result.Outcome;
        if (findings is [] || answer is null or { Failure: not null } || findings.Any(finding => finding.Id is "echo"))
            return null;
        return $"HTTP {answer.Status} {Secrets.Hide(Encoding.UTF8.GetString(answer.Body.Span), LongestReply)}";
    }
}
