using PaySsam.Simulator.Judging;

namespace PaySsam.Simulator.Wording;

internal static partial class Texts
{
    public static readonly Phrase Program = new(
        "결제선생(PaySsam)이 되어 콜백 URL을 호출하고, 응답이 옳은지 알려 줍니다.",
        "Plays PaySsam (결제선생) against a callback URL, and says whether the replies are right."
    );

    public static readonly Phrase SendCommand = new(
        "콜백 한 건을 보내고, 결제선생이 응답을 성공으로 볼지 알려 줍니다.",
        "Sends one callback, and says whether PaySsam would count the reply as success."
    );

    public static readonly Phrase CertifyCommand = new(
        "검수 항목을 점검합니다. 시험 환경에서 실행하세요. 결제 콜백이 실제로 기록됩니다.",
        "Runs the certification's list. Use a test environment: its callbacks are recorded as payments."
    );

    public static readonly Phrase LangOption = new(
        "출력 언어: ko 또는 en. 기본값은 시스템 언어입니다.",
        "The language of the output; the system's, unless given."
    );
    public static readonly Phrase UrlOption = new("콜백 URL", "The callback URL.");
    public static readonly Phrase KeyOption = new(
        "apikey로 보낼 키. 출력이나 보고서에 나타나지 않습니다.",
        "The key to send as apikey. It is never shown."
    );
    public static readonly Phrase TokenOption = new(
        "URL에 token=…으로 붙일 값. 출력이나 보고서에 나타나지 않습니다.",
        "Added to the URL as token=…. It is never shown."
    );
    public static readonly Phrase KeylessOption = new("apikey 없이 보냅니다.", "Sends callbacks without an apikey.");
    public static readonly Phrase BodyOption = new(
        "본문 형태: json, gzip, euc-kr 또는 form",
        "The form of the body: json, gzip, euc-kr or form."
    );
    public static readonly Phrase SignOption = new(
        "넣을 서명(appr_sign)의 크기(KiB). 0이면 넣지 않습니다.",
        "KiB of a signature (appr_sign) to add; 0 for none."
    );
    public static readonly Phrase OddOption = new(
        "같은 뜻의 다른 표기로 보냅니다: \"f \", 50,000원, 2026-01-05 13:47:53",
        "Says the same in other words: \"f \", 50,000원, 2026-01-05 13:47:53."
    );
    public static readonly Phrase KeyMissing = new(
        "--key가 필요합니다. --keyless일 때만 없어도 됩니다.",
        "--key is required, unless --keyless is given."
    );
    public static readonly Phrase ApiOption = new("결제선생 API 버전: v1 또는 v2", "The version of PaySsam's API: v1 or v2.");
    public static readonly Phrase ApiOrBothOption = new(
        "결제선생 API 버전: v1, v2 또는 both(차례로 둘 다)",
        "The version of PaySsam's API: v1, v2, or both, one after the other."
    );
    public static readonly Phrase TimeoutOption = new("응답을 기다리는 시간(초)", "Seconds to wait for an answer.");
    public static readonly Phrase AnswerWithinOption = new(
        "응답이 와야 하는 시간(초). 결제선생은 기준을 공개하지 않습니다.",
        "Seconds in which each answer has to come. PaySsam publishes no limit."
    );
    public static readonly Phrase ReportOption = new("HTML 보고서를 쓸 파일", "The file to write an HTML report to.");
    public static readonly Phrase JsonOption = new("표 대신 JSON을 출력합니다.", "Prints JSON in place of the table.");
    public static readonly Phrase NoKey = new("--key가 비어 있습니다.", "--key: it is empty.");
    public static readonly Phrase NotUrl = new("http 또는 https URL이어야 합니다.", "It has to be an http or https URL.");

    public static Phrase NotNumber(string option, string least, string most) =>
        new($"{option}: {least} 이상 {most} 이하인 수여야 합니다.", $"{option}: it has to be a number from {least} to {most}.");

    public static Phrase Counts(Verdict verdict) =>
        verdict switch
        {
            Verdict.Pass => new("결제선생은 이 응답을 성공으로 봅니다.", "PaySsam counts this reply as success."),
            Verdict.Warning => new(
                "결제선생이 이 응답을 성공으로 볼지는 확실하지 않습니다.",
                "Whether PaySsam counts this reply as success is not certain."
            ),
            _ => new(
                "결제선생은 이 응답을 성공으로 보지 않으며, 24시간 동안 매시간 다시 보냅니다.",
                "PaySsam does not count this reply as success, and repeats the callback every hour for 24 hours."
            ),
        };
}
