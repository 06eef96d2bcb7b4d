using PaySsam.Simulator.Judging;

namespace PaySsam.Simulator.Wording;

internal static partial class Texts
{
    public static readonly Phrase RetryCommand = new(
        "콜백 한 건과 24번의 매시간 재시도를 빠른 시계로 재현하고, 결제가 유실되는지 알려 줍니다.",
        "Plays one callback and its 24 hourly repeats on a fast clock, and says whether the payment would be lost."
    );

    public static readonly Phrase HourOption = new("한 시간의 길이(밀리초)", "Milliseconds that an hour lasts.");

    public static readonly Phrase OutageOption = new(
        "처음 몇 번을 보내지 않고 연결이 거부된 것으로 칩니다. 장애를 보여 줄 때 씁니다.",
        "How many of the first tries are not sent and count as refused connections: shows an outage without having one."
    );

    public static readonly Phrase Stops = new("성공으로 봅니다. 더 보내지 않습니다.", "counted as success: PaySsam stops");
    public static readonly Phrase Repeats = new("한 시간 뒤 다시 보냅니다.", "PaySsam repeats it in an hour");
    public static readonly Phrase GivesUp = new("24시간이 지나 포기합니다.", "24 hours are over: PaySsam gives up");

    public static Phrase Hour(int hour) => new($"{hour, 2}시간째", $"hour {hour, 2}");

    public static Phrase RetryEnd(Verdict verdict) =>
        verdict switch
        {
            Verdict.Pass => new("결제는 유실되지 않았습니다.", "The payment was received."),
            Verdict.Warning => new(
                "확실하지 않습니다. 결제선생이 JSON을 비교하면 수신된 것이고, 바이트를 비교하면 유실된 것입니다.",
                "Not certain: received if PaySsam compares JSON, lost if it compares bytes."
            ),
            _ => new("결제가 유실되었습니다. 결제선생은 더 보내지 않습니다.", "The payment is LOST: PaySsam does not send it again."),
        };
}
