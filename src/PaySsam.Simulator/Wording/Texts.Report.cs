using PaySsam.Simulator.Judging;
using PaySsam.Simulator.Wire;

namespace PaySsam.Simulator.Wording;

internal static partial class Texts
{
    public static readonly Phrase ReportTitle = new("결제선생 콜백 수신 점검 결과", "PaySsam callback receiver: certification check");
    public static readonly Phrase ReportUrl = new("콜백 URL", "Callback URL");
    public static readonly Phrase ReportTime = new("점검 시각", "Checked at");
    public static readonly Phrase ReportTool = new("점검 도구", "Checked with");
    public static readonly Phrase ColumnResult = new("결과", "Result");
    public static readonly Phrase ColumnCheck = new("점검 항목", "Check");
    public static readonly Phrase ColumnFinding = new("내용", "Finding");

    public static readonly Phrase ReportNote = new(
        "이 점검은 공개된 연동 정의를 따르는 시뮬레이터로 수행했으며, 결제선생의 검수를 대신하지 않습니다.",
        "Checked with a simulator that follows the published definition. It does not stand in for PaySsam's own certification."
    );

    public static readonly Phrase SeenInField = new("현장에서 확인된 형태", "Seen in the field");

    public static readonly Phrase SeenInFieldNote = new(
        "연동 정의에는 없지만 연동사가 실제로 받은 형태입니다. 점검 결과와 종료 코드를 바꾸지 않습니다. 거절하면 그 형태로 온 결제를 놓칩니다.",
        "Not in the definition, but integrators have received it. It changes neither result nor exit code. "
            + "Refusing it loses such a payment."
    );

    public static readonly Phrase NeedsToken = new("--token이 없어 시험하지 않았습니다.", "Not tried: it needs --token.");

    /// <summary>A version as PaySsam writes it.</summary>
    public static string Name(ApiVersion version) => version is ApiVersion.V1 ? "v1" : "v2";

    public static Phrase Of(Verdict verdict) =>
        verdict switch
        {
            Verdict.NotTried => new("미시험", "not tried"),
            Verdict.Pass => new("통과", "pass"),
            Verdict.Warning => new("주의", "warning"),
            _ => new("실패", "FAILURE"),
        };

    public static Phrase Summary(int passed, int warnings, int failures) =>
        new(
            failures > 0 ? $"통과하지 못했습니다: 실패 {failures}, 주의 {warnings}, 통과 {passed}"
                : warnings > 0 ? $"통과했으나 주의할 점이 있습니다: 주의 {warnings}, 통과 {passed}"
                : $"모두 통과했습니다: {passed}",
            failures > 0 ? $"Not passed: {failures} failed, {warnings} warned, {passed} passed"
                : warnings > 0 ? $"Passed, with warnings: {warnings} warned, {passed} passed"
                : $"All passed: {passed}"
        );

    public static Phrase ReportNotWritten(string problem) =>
        new($"보고서를 쓰지 못했습니다: {problem}", $"The report could not be written: {problem}");
}
