using PaySsam.Simulator.Wire;

namespace PaySsam.Simulator.Wording;

internal static partial class Texts
{
    public static readonly Phrase StormCommand = new(
        "많은 콜백을 중복과 뒤바뀐 순서로 보내고, 응답이 성공이었던 것이 모두 저장되었는지 확인합니다.",
        "Sends many callbacks, repeated and out of order, and reads back whether all that was acknowledged is stored."
    );

    public static readonly Phrase CountOption = new("보낼 콜백 수", "How many callbacks to send.");
    public static readonly Phrase BillsOption = new("청구서 수", "Over how many bills.");
    public static readonly Phrase ConcurrencyOption = new("동시에 보내는 수의 한도", "How many to send at a time, at most.");
    public static readonly Phrase RateOption = new(
        "초당 보낼 콜백 수. 없으면 제한 없이 보냅니다.",
        "Callbacks to send a second; as fast as they go, unless given."
    );
    public static readonly Phrase SeedOption = new(
        "난수 시드. 같은 시드는 같은 콜백을 보냅니다.",
        "Of the plan: the same seed sends the same callbacks."
    );
    public static readonly Phrase PaymentsUrlOption = new("?bill_id=…로 청구서를 조회할 URL", "Where to read bills back, with ?bill_id=….");
    public static readonly Phrase FunctionKeyOption = new(
        "조회할 때 x-functions-key 헤더로 보낼 키",
        "The key to read with, sent as x-functions-key."
    );
    public static readonly Phrase SettleOption = new(
        "조회 결과가 더 나아지지 않으면 그만둘 때까지의 시간(초)",
        "Seconds without progress after which reading back gives up."
    );

    public static readonly Phrase Sending = new("전송", "Sending");
    public static readonly Phrase ReadingBack = new("조회", "Reading back");
    public static readonly Phrase Interrupted = new("중단되었습니다. 여기까지의 결과입니다.", "Interrupted: this is the result so far.");

    public static readonly Phrase FaultMissing = new("성공으로 응답했지만 저장되지 않은 콜백", "callbacks acknowledged but not stored");
    public static readonly Phrase FaultWrong = new(
        "상태가 틀린 청구서(예: 늦게 온 F가 C를 되돌림). 순위는 W < D < F < C, 같으면 더 늦은 appr_dt입니다.",
        "bills with a wrong payment, as where a late F undid a C: the rank is W < D < F < C, then the later appr_dt"
    );

    public static readonly Phrase FaultDoubled = new("이력에 두 번 이상 남은 같은 콜백", "callbacks more than once in the history");
    public static readonly Phrase FaultUnread = new("조회할 수 없었던 청구서", "bills that could not be read");

    public static Phrase StormBegins(int count, int bills, int seed) =>
        new($"청구서 {bills:#,0}건에 콜백 {count:#,0}건, 시드 {seed}", $"{count:#,0} callbacks over {bills:#,0} bills, seed {seed}");

    public static Phrase StormSent(long count, TimeSpan time, double rate) =>
        new(
            $"{count:#,0}건을 {time.TotalSeconds:0.0}초에 보냈습니다(초당 {rate:0}건).",
            $"Sent {count:#,0} in {time.TotalSeconds:0.0} s ({rate:0} a second)."
        );

    public static Phrase StormAcknowledged(long count) => new($"성공 응답 {count:#,0}건", $"Acknowledged: {count:#,0}");

    public static Phrase StormTimes(string percentiles) => new($"응답 시간: {percentiles}", $"Answer times: {percentiles}");

    public static Phrase ReadBack(long acknowledged, long stored, long wrong, long missing) =>
        new(
            $"서로 다른 콜백: 성공 응답 {acknowledged:#,0}, 저장됨 {stored:#,0}, 틀림 {wrong:#,0}, 누락 {missing:#,0}",
            $"Different callbacks: acknowledged {acknowledged:#,0}, stored {stored:#,0}, wrong {wrong:#,0}, missing {missing:#,0}"
        );

    /// <summary>Why a bill could not be read; of 404, why none was found.</summary>
    public static Phrase Unread(int status, Failure? failure) =>
        (status, failure) switch
        {
            (_, { } reason) => new($"조회: {NoAnswer(reason).Ko}", $"Reading back: {NoAnswer(reason).En}"),
            (200, _) => new(
                "조회 응답(HTTP 200)의 형식이 다릅니다. --payments-url을 확인하세요.",
                "The answer (HTTP 200) is not a bill in this repository's form: look at --payments-url."
            ),
            (404, _) => new(
                "모든 조회가 HTTP 404로 끝났습니다. 저장된 것이 없거나 --payments-url이 틀립니다.",
                "Every bill was answered with HTTP 404: nothing is stored, or --payments-url is wrong."
            ),
            (401 or 403, _) => new(
                $"조회가 HTTP {status}(으)로 거절되었습니다. --function-key를 확인하세요.",
                $"Reading was refused with HTTP {status}: look at --function-key."
            ),
            _ => new($"조회 응답이 HTTP {status}입니다.", $"Reading was answered with HTTP {status}."),
        };
}
