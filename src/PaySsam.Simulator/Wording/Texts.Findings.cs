using PaySsam.Simulator.Wire;

namespace PaySsam.Simulator.Wording;

/// <summary>All that the program says.</summary>
internal static partial class Texts
{
    public static readonly Phrase EmptyBody = new("응답 본문이 비어 있습니다.", "The reply has no body.");

    public static readonly Phrase LegacyKorean = new(
        "응답이 UTF-8이 아니라 EUC-KR(CP949)입니다.",
        "The reply is in EUC-KR (CP949), not in UTF-8."
    );

    public static readonly Phrase NotUtf8 = new("응답이 UTF-8이 아닙니다.", "The reply is not UTF-8.");

    public static readonly Phrase Html = new("응답이 JSON이 아니라 HTML 페이지입니다.", "The reply is an HTML page, not JSON.");

    public static readonly Phrase NotObject = new("응답이 JSON 객체가 아닙니다.", "The reply is not a JSON object.");

    public static readonly Phrase HalfSurrogate = new(
        "응답의 \\uXXXX 이스케이프가 올바른 문자가 아닙니다.",
        "The reply escapes half a surrogate pair, which is no text."
    );

    public static readonly Phrase Echo = new(
        "응답이 요청을 그대로 되돌려 보냅니다. apikey와 카드 정보까지 노출됩니다.",
        "The reply echoes the request, and with it the apikey and the card's data."
    );

    public static readonly Phrase Bom = new("응답이 BOM으로 시작합니다. " + Unknown.Ko, "The reply begins with a BOM. " + Unknown.En);

    public static readonly Phrase Acknowledged = new("거절해야 할 요청에 성공으로 응답했습니다.", "It acknowledged what it had to refuse.");

    public static readonly Phrase SameAsSuccess = new(
        "거절해야 할 요청에 정상 콜백과 똑같이 응답했습니다.",
        "It answered what it had to refuse just as it answers a valid callback."
    );

    public static readonly Phrase SecondPayment = new(
        "같은 콜백이 두 버전으로 와서 이력에 두 번 남았습니다.",
        "The same callback, in the two versions, stands in the history twice."
    );

    public static readonly Phrase NotReadBack = new(
        "성공으로 응답한 콜백이 조회되지 않습니다. 저장되지 않았거나 --payments-url이 틀립니다.",
        "What it acknowledged is not to be read back: it is not stored, or --payments-url is wrong."
    );

    private static Phrase Unknown =>
        new(
            "JSON으로는 같지만 바이트가 다릅니다. 결제선생이 어느 쪽을 비교하는지는 알려져 있지 않으므로 정확히 맞추세요.",
            "Equal as JSON, but not byte for byte. Which of the two PaySsam compares is not known: make it exact."
        );

    public static Phrase NoAnswer(Failure failure) =>
        failure switch
        {
            Failure.Refused => new("연결이 거부되었습니다.", "The connection was refused."),
            Failure.UnknownHost => new("호스트 이름을 찾을 수 없습니다.", "The host's name is not known."),
            Failure.Tls => new("TLS 연결이 되지 않습니다(인증서를 확인하세요).", "TLS failed (look at the certificate)."),
            Failure.TimedOut => new("제한 시간 안에 응답이 오지 않았습니다.", "No answer came in time."),
            _ => new("응답이 끝나기 전에 연결이 끊어졌습니다.", "The connection broke before the answer was whole."),
        };

    public static Phrase Status(int status) =>
        new($"HTTP 상태가 {status}입니다. 200이어야 합니다.", $"The HTTP status is {status}; it must be 200.");

    public static Phrase ServerError(int status) =>
        new(
            $"잘못된 요청에 서버 오류(HTTP {status})로 응답했습니다. 4xx로 거절해야 합니다.",
            $"It answered a bad request with a server error (HTTP {status}); it should refuse it with a 4xx."
        );

    public static Phrase ContentType(string? header) =>
        new(
            $"Content-Type이 {header ?? "없습니다"}{(header is null ? "." : "입니다.")} application/json이어야 합니다. 결제선생이 확인하는지는 알려져 있지 않습니다.",
            $"The Content-Type is {header ?? "missing"}; it should be application/json. Whether PaySsam looks at it is not known."
        );

    public static Phrase DeclaredCharset(string charset) =>
        new(
            $"Content-Type의 charset이 {charset}입니다. utf-8이어야 합니다.",
            $"The Content-Type declares the charset {charset}; it must be utf-8."
        );

    public static Phrase NotJson(long position) =>
        new($"응답이 JSON이 아닙니다({position}번째 바이트부터).", $"The reply is not JSON (from byte {position} on).");

    public static Phrase WrongCode(string found) =>
        new($"code는 \"0000\"이어야 합니다. 응답: {found}", $"code must be \"0000\"; it is {found}");

    public static Phrase WrongMessage(string found, string wanted) =>
        new($"msg는 \"{wanted}\"이어야 합니다. 응답: {found}", $"msg must be \"{wanted}\"; it is {found}");

    public static Phrase ExtraField(string name) =>
        new(
            $"응답에는 code와 msg만 한 번씩 있어야 합니다. 여분의 필드: \"{name}\"",
            $"The reply must have code and msg only, each once; it has an extra field \"{name}\""
        );

    public static Phrase Escaping(int at) =>
        new(
            $"문자열이 \\uXXXX처럼 이스케이프되어 있습니다({at}번째 바이트부터 다름). {Unknown.Ko}",
            $"Its text is escaped, as in \\uXXXX (differs from byte {at} on). {Unknown.En}"
        );

    public static Phrase Order(int at) =>
        new(
            $"필드 순서가 다릅니다. code가 먼저여야 합니다({at}번째 바이트부터 다름). {Unknown.Ko}",
            $"Its fields are in another order; code comes first (differs from byte {at} on). {Unknown.En}"
        );

    public static Phrase Spacing(int at) =>
        new(
            $"공백이나 줄바꿈이 있습니다({at}번째 바이트부터 다름). {Unknown.Ko}",
            $"It has spaces or line ends (differs from byte {at} on). {Unknown.En}"
        );

    public static Phrase ChunkedRefused(int status) =>
        new(
            $"청크(chunked) 본문을 HTTP {status}(으)로 거절했습니다. 워커의 기본 HTTP 모델을 쓰는 Azure Functions는 청크 본문을 읽지 못하며, 결제선생이 청크로 보내는지는 알려져 있지 않습니다.",
            $"It refused a chunked body with HTTP {status}. An Azure Function on the worker's built-in HTTP model cannot read one; "
                + "whether PaySsam sends any is not known."
        );

    public static Phrase OtherVersionRefused(ApiVersion version) =>
        new(
            $"API {Name(version)}의 콜백을 거절했습니다. 결제선생이 버전을 바꾸면 결제를 모두 놓칩니다.",
            $"It refused a callback of API {Name(version)}: when PaySsam changes to that version, every payment is lost."
        );

    public static Phrase Slow(TimeSpan slowest, TimeSpan limit) =>
        new(
            $"가장 느린 응답이 {slowest.TotalSeconds:0.00}초 걸렸습니다(한도 {limit.TotalSeconds:0.##}초).",
            $"The slowest answer took {slowest.TotalSeconds:0.00} s (the limit is {limit.TotalSeconds:0.##} s)."
        );
}
