using PaySsam.Simulator.Listening;

namespace PaySsam.Simulator.Wording;

internal static partial class Texts
{
    public static readonly Phrase ListenCommand = new(
        "웹훅 수신자가 되어 변경 이벤트의 서명과 순서, 중복을 확인하고 출력합니다. Ctrl+C로 끝냅니다.",
        "Plays a webhook receiver: checks the signature, order and repetition of change events, and prints them. Ctrl+C ends it."
    );

    public static readonly Phrase PortOption = new("127.0.0.1에서 수신할 포트", "The port on 127.0.0.1.");
    public static readonly Phrase SecretOption = new("서명을 확인할 비밀 값(whsec_…)", "The secret that events are signed with, whsec_….");
    public static readonly Phrase FailOption = new(
        "모든 이벤트에 이 상태 코드로 응답합니다. 0이면 정상 응답입니다.",
        "Answers every event with this status; 0 answers as it should."
    );
    public static readonly Phrase NoFailure = new("--fail은 0이나 300–599여야 합니다.", "--fail: 0, or a status from 300 to 599.");
    public static readonly Phrase SlowOption = new("응답하기 전에 기다리는 시간(초)", "Seconds to wait before each answer.");
    public static readonly Phrase NoSecret = new("--secret은 whsec_와 base64여야 합니다.", "--secret: it has to be whsec_ and base64.");
    public static readonly Phrase BadSignature = new("거부  서명이 맞지 않습니다.", "refused    its signature is not good");

    public static Phrase NotListening(string url) => new($"{url}에서 수신할 수 없습니다.", $"{url} cannot be listened on.");

    public static Phrase Listening(string url) => new($"{url}에서 이벤트를 기다립니다.", $"Waiting for events at {url}");

    public static Phrase FailedOnDemand(int status) => new($"요청에 따라 {status}로 응답했습니다.", $"answered {status} on demand");

    public static Phrase Of(Arrival arrival) =>
        arrival switch
        {
            Arrival.Newest => new("최신", "newest    "),
            Arrival.Older => new("이전", "older     "),
            Arrival.Duplicate => new("중복", "duplicate "),
            Arrival.Test => new("시험", "test      "),
            _ => new("거부  이벤트가 아닙니다.", "refused    it is no event"),
        };

    public static Phrase ListenEnd(int events, int bills, int older, int duplicates, int refused) =>
        new(
            $"이벤트 {events}건, 청구서 {bills}건; 이전 {older}건, 중복 {duplicates}건, 거부 {refused}건",
            $"{events} events of {bills} bills; {older} older, {duplicates} duplicates, {refused} refused"
        );
}
