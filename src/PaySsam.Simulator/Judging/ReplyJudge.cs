using System.Net.Http.Headers;
using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Judging;

/// <summary>
/// Whether PaySsam counts an answer as success. Its definition says 200, JSON in UTF-8 and "exactly this form"; whether
/// it compares bytes or JSON it does not say, so what differs in bytes alone is a warning.
/// </summary>
internal static class ReplyJudge
{
    /// <summary>What differs from the success form; nothing where it is met to the byte.</summary>
    public static IReadOnlyList<Finding> Judge(Answer answer)
    {
        if (answer.Failure is { } failure)
            return [new("no-answer", Verdict.Failure, Texts.NoAnswer(failure))];
        List<Finding> findings = [];
        if (answer.Status != 200)
            findings.Add(new("status", Verdict.Failure, Texts.Status(answer.Status)));
        findings.AddRange(JudgeContentType(answer.ContentType));
        findings.AddRange(SuccessForm.Compare(answer.Body));
        return findings;
    }

    private static IEnumerable<Finding> JudgeContentType(string? header)
    {
        if (
            !MediaTypeHeaderValue.TryParse(header, out var type)
            || !string.Equals(type.MediaType, "application/json", StringComparison.OrdinalIgnoreCase)
        )
            yield return new("content-type", Verdict.Warning, Texts.ContentType(header));
        if (type?.CharSet is { } charset && !Is(charset, "utf-8"))
            yield return new("charset", Is(charset, "utf8") ? Verdict.Warning : Verdict.Failure, Texts.DeclaredCharset(charset));
    }

    private static bool Is(string charset, string name) => string.Equals(charset.Trim('"'), name, StringComparison.OrdinalIgnoreCase);
}
