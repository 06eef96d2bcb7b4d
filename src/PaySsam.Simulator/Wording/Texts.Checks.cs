namespace PaySsam.Simulator.Wording;

internal static partial class Texts
{
    public static readonly Phrase SuccessForm = new("성공 응답이 정확한 형식이다", "The success reply has the exact form");
    public static readonly Phrase Repeat = new(
        "매시간 재시도(같은 내용)에도 성공으로 응답한다",
        "Hourly repeats of the same content are acknowledged"
    );
    public static readonly Phrase OtherVersion = new(
        "같은 콜백이 다른 버전(v1, v2)으로 다시 와도 두 번째 결제가 되지 않는다",
        "A repeat in the other version is no second payment"
    );
    public static readonly Phrase OtherVersionAcknowledged = new(
        "같은 콜백이 다른 버전(v1, v2)으로 다시 와도 성공으로 응답한다",
        "A repeat in the other version is acknowledged"
    );
    public static readonly Phrase WrongKey = new("다른 apikey를 거절한다", "A wrong apikey is refused");
    public static readonly Phrase MissingKey = new("apikey가 없거나 비어 있으면 거절한다", "A missing or empty apikey is refused");
    public static readonly Phrase MalformedJson = new("JSON이 아닌 본문을 거절한다", "A body that is not JSON is refused");
    public static readonly Phrase MalformedTruncated = new("잘린 본문을 거절한다", "A body that was cut off is refused");
    public static readonly Phrase MalformedEmpty = new("빈 본문을 거절한다", "An empty body is refused");
    public static readonly Phrase MalformedObject = new(
        "객체가 아닌 JSON(배열)을 거절한다",
        "JSON that is no object (an array) is refused"
    );
    public static readonly Phrase MalformedDepth = new(
        "매우 깊은 JSON에도 서버 오류를 내지 않는다",
        "JSON that is nested very deep is no server error"
    );
    public static readonly Phrase MissingBill = new("bill_id가 없으면 거절한다", "A callback without bill_id is refused");
    public static readonly Phrase MissingState = new("appr_state가 없으면 거절한다", "A callback without appr_state is refused");
    public static readonly Phrase OddRequiredOnly = new("필수 필드만 있어도 받는다", "The required fields alone are accepted");
    public static readonly Phrase OddNulls = new("선택 필드가 null이어도 받는다", "Optional fields of null are accepted");
    public static readonly Phrase OddEmpties = new("선택 필드가 빈 문자열이어도 받는다", "Empty optional fields are accepted");
    public static readonly Phrase OddNumbers = new("금액과 할부가 숫자여도 받는다", "Numbers in place of strings are accepted");
    public static readonly Phrase OddExtraFields = new("정의에 없는 필드가 있어도 받는다", "Fields outside the definition are accepted");
    public static readonly Phrase OddLongId = new("20자 bill_id를 받는다", "A bill_id of 20 characters is accepted");
    public static readonly Phrase OddHangulId = new("한글이 든 bill_id를 받는다", "A bill_id with Hangul in it is accepted");
    public static readonly Phrase OddPayType = new("새로운 결제수단 코드를 받는다", "A means of payment not known before is accepted");
    public static readonly Phrase OddEscaped = new(
        "\\uXXXX로 이스케이프된 요청을 받는다",
        "A request with Hangul escaped as \\uXXXX is accepted"
    );
    public static readonly Phrase Chunked = new("청크(chunked) 본문을 받는다", "A body in chunks is accepted");
    public static readonly Phrase AnswerTime = new("제때 응답한다", "Answers come in time");
    public static readonly Phrase FieldEucKr = new("EUC-KR(CP949) 본문을 받는다", "A body in EUC-KR (CP949) is accepted");
    public static readonly Phrase FieldGzip = new("gzip으로 압축된 본문을 받는다", "A body in gzip is accepted");
    public static readonly Phrase FieldForm = new(
        "폼 필드(x-www-form-urlencoded)로 와도 받는다",
        "Form fields (x-www-form-urlencoded) are accepted"
    );
    public static readonly Phrase FieldSign = new(
        "서명(appr_sign) 200KiB가 있어도 받는다",
        "A signature (appr_sign) of 200 KiB is accepted"
    );
    public static readonly Phrase FieldLongId = new("24자 bill_id를 받는다", "A bill_id of 24 characters is accepted");
    public static readonly Phrase FieldState = new("공백이 붙은 상태 \"F \"를 받는다", "A state with a space, \"F \", is accepted");
    public static readonly Phrase FieldAmount = new("금액 \"50,000원\"을 받는다", "An amount of \"50,000원\" is accepted");
    public static readonly Phrase FieldTime = new(
        "구분자가 있는 승인일시(2026-01-05 13:47:53)를 받는다",
        "A time with separators (2026-01-05 13:47:53) is accepted"
    );
    public static readonly Phrase FieldMinute = new(
        "초가 없는 승인일시(202601051347)를 받는다",
        "A time without seconds (202601051347) is accepted"
    );
    public static readonly Phrase FieldKeyless = new(
        "apikey가 없어도 URL의 token이 맞으면 받는다",
        "A callback without apikey is accepted with the URL's token"
    );
    public static readonly Phrase FieldWrongToken = new(
        "apikey가 없고 token이 틀리면 거절한다",
        "A callback without apikey and with a wrong token is refused"
    );
    public static readonly Phrase NotRun = new("시험하지 않았습니다.", "Not tried.");

    public static Phrase State(char state) =>
        state switch
        {
            'W' => new("상태 W(미결제)를 받는다", "State W (unpaid) is accepted"),
            'D' => new("상태 D(파기)를 받는다", "State D (withdrawn) is accepted"),
            'F' => new("상태 F(결제완료)를 받는다", "State F (paid) is accepted"),
            _ => new("상태 C(취소)를 받는다", "State C (cancelled) is accepted"),
        };
}
