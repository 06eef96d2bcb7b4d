using PaySsam.Simulator.Wire;

namespace PaySsam.Simulator.Wording;

internal static partial class Texts
{
    public static readonly Phrase ServeCommand = new(
        "결제선생이 되어 청구서를 관리합니다. 조회 API(v1, v2)에 응답하고, 결제된 것을 콜백으로 보냅니다. Ctrl+C로 끝냅니다.",
        "Plays PaySsam with its bills: answers its read calls (v1, v2), and pushes what is paid. Ctrl+C ends it."
    );

    public static readonly Phrase FailReadsOption = new(
        "모든 조회에 이 상태 코드로 응답합니다. 0이면 정상 응답입니다.",
        "Answers every read call with this status; 0 answers as it should."
    );
    public static readonly Phrase HtmlOption = new(
        "모든 조회에 HTTP 200과 HTML 점검 안내로 응답합니다.",
        "Answers every read call with HTTP 200 and a page of HTML, as in maintenance."
    );
    public static readonly Phrase WrongKeyOption = new(
        "모든 조회에 틀린 apikey일 때처럼 응답합니다.",
        "Answers every read call as if its key were wrong."
    );
    public static readonly Phrase PlainOption = new(
        "v1 조회에 code 없이 청구서만으로 응답합니다.",
        "Answers read calls of v1 with the bill alone, without a code."
    );
    public static readonly Phrase ReceivedOption = new(
        "조회에 결제된 청구서의 상태를 F 대신 C로 응답합니다.",
        "Answers read calls about paid bills with C in place of F, as one partner saw it."
    );
    public static readonly Phrase ConfirmOption = new(
        "--storm과 --reconcile-url에서, 취소하기 전에도 모든 날을 대사합니다.",
        "With --storm and --reconcile-url: has all days swept before anything is cancelled, too."
    );
    public static readonly Phrase CodeOption = new(
        "모든 조회에 HTTP 200과 이 코드로 응답합니다. 예: PARTNER_004",
        "Answers every read call with HTTP 200 and this code, such as PARTNER_004."
    );
    public static readonly Phrase NoCode = new(
        "--code는 대문자, 숫자, _로 된 1–30자여야 합니다.",
        "--code: 1 to 30 capital letters, digits and underscores."
    );
    public static readonly Phrase LoseOption = new(
        "결제 중 한 번도 보내지 않을 비율(0–1)",
        "The share of payments that is never pushed, 0 to 1."
    );
    public static readonly Phrase CancelOption = new(
        "결제 중 나중에 알리지 않고 취소할 비율(0–1)",
        "The share of payments that is cancelled later, without telling, 0 to 1."
    );
    public static readonly Phrase MonthOption = new(
        "여러 날의 청구서를 한꺼번에 만들어 보내고, 수신자와 비교합니다.",
        "Makes and pushes the bills of many days at once, and compares the receiver with them."
    );
    public static readonly Phrase DaysOption = new(
        "--storm의 날 수. 어제가 마지막 날입니다.",
        "With --storm: over how many days, of which yesterday is the last."
    );
    public static readonly Phrase WordingsOption = new(
        "--storm에서 결제와 취소마다, 일부를 뺀 다른 표현으로 더 보낼 최대 횟수(0–3). 1 이상이면 이중 결제와 알린 취소도 있습니다.",
        "With --storm: tells each payment and cancellation in up to so many further wordings, 0 to 3, which leave things out. "
            + "From 1 on, bills are also paid twice, and cancelled with telling."
    );
    public static readonly Phrase FileUrlOption = new(
        "--storm에서 ?from=…&to=…로 결제 파일(CSV)을 받아 날짜별 금액을 비교할 URL",
        "With --storm: where to get the file of payments (CSV) with ?from=…&to=…, to compare the won of each day."
    );
    public static readonly Phrase BillsUrlOption = new("--storm에서 청구서를 등록할 URL", "With --storm: where to register the bills.");
    public static readonly Phrase ReconcileUrlOption = new(
        "--storm에서 ?day=…로 하루씩 대사를 시킬 URL",
        "With --storm: where to have each day reconciled, with ?day=…."
    );

    public static readonly Phrase NoRoute = new("없는 경로입니다.", "There is no such route.");
    public static readonly Phrase NoMode = new(
        "fail(0이나 300–599), html, wrong_key, slow(0–60초), plain, code(대문자, 숫자, _)로 된 JSON 객체여야 합니다.",
        "It must be a JSON object of fail (0, or 300 to 599), html, wrong_key, slow (0 to 60 seconds), plain and code (A-Z, 0-9, _)."
    );

    public static readonly Phrase NoBills = new(
        "bill_id(1–20자)와 amount_won(1 이상)으로 된 객체의 JSON 배열이어야 합니다.",
        "It has to be a JSON array of objects with bill_id (1 to 20 characters) and amount_won (1 or more)."
    );

    public static readonly Phrase UsedBill = new(
        "이미 사용된 bill_id가 있어 아무것도 만들지 않았습니다.",
        "A bill_id is used already: nothing was created."
    );
    public static readonly Phrase UnknownBill = new("청구서를 찾을 수 없습니다.", "There is no such bill.");
    public static readonly Phrase NotPayable = new("미결제 청구서가 아닙니다.", "The bill is not unpaid.");
    public static readonly Phrase NotCancellable = new("결제된 청구서가 아닙니다.", "The bill is not paid.");
    public static readonly Phrase ServingOn = new(
        "계속 조회에 응답합니다. Ctrl+C로 끝냅니다.",
        "Goes on answering read calls. Ctrl+C ends it."
    );
    public static readonly Phrase Sweeping = new("대사", "Sweeping");

    public static readonly Phrase DiffersMissing = new("수신자에게 없는 청구서", "bills that the receiver does not have");
    public static readonly Phrase DiffersState = new("상태가 다른 청구서", "bills in another state");
    public static readonly Phrase DiffersWon = new("결제나 취소 합계가 다른 청구서", "bills with other sums of payments or cancellations");
    public static readonly Phrase DiffersApproval = new(
        "금액, 승인번호나 승인일시가 다른 청구서",
        "bills with another amount, approval number or time"
    );

    public static Phrase Serving(string url) => new($"{url}에서 조회에 응답합니다.", $"Answering read calls at {url}");

    public static Phrase PushAcknowledged(string bill, char state) =>
        new($"{bill} {state}: 보냈고 성공 응답을 받았습니다.", $"{bill} {state}: pushed and acknowledged");

    public static Phrase PushGivenUp(string bill) => new($"{bill}: 24시간이 지나 포기합니다.", $"{bill}: given up after 24 hours.");

    public static Phrase PushLost(string bill) => new($"{bill} F: 요청에 따라 보내지 않습니다.", $"{bill} F: not pushed, on demand");

    public static Phrase CancelledSilently(string bill) =>
        new($"{bill} C: 알리지 않고 취소했습니다.", $"{bill} C: cancelled without telling");

    public static Phrase MonthBegins(int bills, int days, int seed) =>
        new($"{days}일의 청구서 {bills:#,0}건, 시드 {seed}", $"{bills:#,0} bills over {days} days, seed {seed}");

    public static Phrase Registered(int bills) => new($"청구서 {bills:#,0}건을 등록했습니다.", $"Registered {bills:#,0} bills.");

    public static Phrase NotRegistered(int bills, int status, Failure? failure) =>
        new(
            $"청구서 {bills:#,0}건을 등록하지 못했습니다. {Refused(status, failure).Ko}",
            $"{bills:#,0} bills could not be registered. {Refused(status, failure).En}"
        );

    public static Phrase MonthPushed(int pushed, int bills, int acknowledged, int lost) =>
        new(
            $"청구서 {bills:#,0}건의 콜백 {pushed:#,0}건을 보냈습니다. 성공 응답 {acknowledged:#,0}건, 보내지 않은 청구서 {lost:#,0}건",
            $"Pushed {pushed:#,0} callbacks of {bills:#,0} bills: {acknowledged:#,0} acknowledged; {lost:#,0} more bills were lost."
        );

    public static Phrase MonthCancelled(int bills) =>
        new($"{bills:#,0}건을 알리지 않고 취소했습니다.", $"Cancelled {bills:#,0} without telling.");

    public static Phrase Swept(int days) => new($"{days}일을 모두 대사했습니다.", $"Swept {days} days.");

    public static Phrase NotSwept(string day, int status, Failure? failure) =>
        new(
            $"{day}의 대사를 끝내지 못했습니다. {Refused(status, failure).Ko}",
            $"The sweep of {day} was not finished. {Refused(status, failure).En}"
        );

    public static Phrase Compared(int bills, int differing) =>
        new($"비교: 청구서 {bills:#,0}건 중 {differing:#,0}건이 다릅니다.", $"Compared {bills:#,0} bills: {differing:#,0} differ.");

    public static Phrase ComparedFile(long expectedWon, long moreWon, int differing) =>
        new(
            $"비교: 파일 {expectedWon + moreWon:#,0}원, 실제 {expectedWon:#,0}원, 다른 날 {differing:#,0}일",
            $"Compared the file: it has {expectedWon + moreWon:#,0} won of {expectedWon:#,0}; {differing:#,0} days differ."
        );

    public static Phrase DayDiffers(string day, long moreWon, string bills) =>
        new($"{day}: {moreWon:+#,0;-#,0;0}원, 청구서 {bills}", $"{day}: {moreWon:+#,0;-#,0;0} won, bills {bills}");

    public static Phrase NoFile(int status, Failure? failure) =>
        status == 200
            ? new("응답이 결제 파일이 아닙니다. --file-url을 확인하세요.", "The answer is not a file of payments: look at --file-url.")
            : new($"파일: {Refused(status, failure).Ko}", $"The file: {Refused(status, failure).En}");

    private static Phrase Refused(int status, Failure? failure) =>
        failure is { } reason ? NoAnswer(reason) : new($"응답은 HTTP {status}였습니다.", $"The answer was HTTP {status}.");
}
