using System.Text;
using System.Text.Json.Nodes;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Reconciliation;
using PaySsam.Callbacks.Settings;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Reconciliation;

public class BillAnswerTests
{
    private const string Paid = """ "appr_state":"F","appr_dt":"20260105134753","appr_price":"50000","appr_num":"30012345" """;

    [Theory]
    [InlineData("v1", $$"""{"code":"0000","msg":"성공하였습니다.",{{Paid}}}""")]
    [InlineData("v1 that names the bill", $$"""{"code":"0000","msg":"성공하였습니다.","bill_id":"사업자번호-1",{{Paid}}}""")]
    [InlineData("message", $$"""{"code":"0000","message":"성공하였습니다.",{{Paid}}}""")]
    [InlineData(
        "v2",
        """
            {"code":"0000","message":"성공하였습니다.","data":{"apiKey":"the-partners-key-at-payssam","billId":"사업자번호-1","apprState":"F",
             "apprDt":"20260105134753","apprPrice":50000,"apprNum":"30012345"}}
            """
    )]
    [InlineData("v1 without a code", $$"""{"bill_id":"사업자번호-1",{{Paid}}}""")]
    [InlineData("v1 with an empty code", $$"""{"code":null,"bill_id":"사업자번호-1",{{Paid}}}""")]
    [InlineData("v1 without a code in data", $$$"""{"data":{"bill_id":"사업자번호-1",{{{Paid}}}}}""")]
    [InlineData("an empty id", $$"""{"code":"0000","bill_id":"",{{Paid}}}""")]
    [InlineData("data in data", $$$$"""{"code":"0000","data":{"data":{"billId":"사업자번호-1",{{{{Paid}}}}}}}""")]
    [InlineData(
        "other words",
        """{"code":"0000","appr_state":"f ","appr_dt":"2026-01-05 13:47","appr_price":"50,000원","appr_num":"30012345"}"""
    )]
    [InlineData("v1 in data", $$$"""{"code":"0000","msg":"성공하였습니다.","data":{ {{{Paid}}} }}""")]
    public void How_a_bill_stands_is_read_in_every_form_seen(string what, string json)
    {
        var answer = Read(json);

        Assert.True(answer.Kind is BillAnswerKind.Found, $"{what}: {answer.Problem}");
        var callback = answer.Callback!;
        Assert.Equal(
            ("사업자번호-1", ApprState.F, 50_000L, "30012345"),
            (callback.BillId, callback.State, callback.AmountWon, callback[CallbackField.ApprNum])
        );
    }

    [Theory]
    [InlineData(200, """{"code":"9980","msg":"청구서를 찾을 수 없습니다."}""", BillAnswerKind.NotFound, "it answered code 9980")]
    [InlineData(
        200,
        """{"code":"BILL_003","message":"청구서를 찾을 수 없습니다.","data":null}""",
        BillAnswerKind.NotFound,
        "it answered code BILL_003"
    )]
    [InlineData(200, """{"code":"1003","msg":"접근이 불가한 사용자 입니다."}""", BillAnswerKind.Refused, "it answered code 1003")]
    [InlineData(401, "", BillAnswerKind.Refused, "it answered 401")]
    [InlineData(403, "", BillAnswerKind.Refused, "it answered 403")]
    [InlineData(200, """{"code":"PAYMENT_001","message":"","data":null}""", BillAnswerKind.Away, "it answered code PAYMENT_001")]
    [InlineData(200, """{"code":"MAINTAINED_METHOD"}""", BillAnswerKind.Away, "it answered code MAINTAINED_METHOD")]
    [InlineData(200, """{"code":"5000","msg":"SYSTEM ERROR"}""", BillAnswerKind.Away, "it answered code 5000")]
    [InlineData(200, "<html>점검 중입니다</html>", BillAnswerKind.Away, "it answered no JSON, such as a page about maintenance")]
    [InlineData(200, "", BillAnswerKind.Away, "it answered no JSON, such as a page about maintenance")]
    [InlineData(200, "[]", BillAnswerKind.Away, "it answered no JSON object")]
    [InlineData(302, "", BillAnswerKind.Away, "it answered 302")]
    [InlineData(404, "", BillAnswerKind.Away, "it answered 404")]
    [InlineData(503, "", BillAnswerKind.Away, "it answered 503")]
    [InlineData(200, """{"code":"BILL_999","message":"?"}""", BillAnswerKind.Unknown, "it answered code BILL_999")]
    [InlineData(200, """{"code":"한글 01012345678"}""", BillAnswerKind.Unknown, "it answered no readable code")]
    [InlineData(200, """{"code":{"a":1}}""", BillAnswerKind.Unknown, "it answered no readable code")]
    [InlineData(200, "{}", BillAnswerKind.Unknown, "it answered neither a code nor a bill")]
    [InlineData(200, """{"appr_state":"F"}""", BillAnswerKind.Unknown, "it answered neither a code nor a bill")]
    [InlineData(200, """{"bill_id":"사업자번호-1"}""", BillAnswerKind.Unknown, "in its answer appr_state is missing")]
    [InlineData(
        200,
        """{"bill_id":"사업자번호-1","appr_state":"paid"}""",
        BillAnswerKind.Unknown,
        "in its answer appr_state must be W, D, F or C"
    )]
    [InlineData(200, """{"bill_id":"another","appr_state":"F"}""", BillAnswerKind.Unknown, "it answered for another bill")]
    [InlineData(200, """{"code":"9999","bill_id":"사업자번호-1","appr_state":"F"}""", BillAnswerKind.Unknown, "it answered code 9999")]
    [InlineData(500, """{"bill_id":"사업자번호-1","appr_state":"F"}""", BillAnswerKind.Away, "it answered 500")]
    [InlineData(200, """{"code":"0000","bill_id":{},"appr_state":"F"}""", BillAnswerKind.Unknown, "in its answer bill_id cannot be read")]
    [InlineData(
        200,
        """{"code":"0000","bill_id":["사업자번호-1"],"appr_state":"F"}""",
        BillAnswerKind.Unknown,
        "in its answer bill_id cannot be read"
    )]
    [InlineData(
        200,
        """{"code":"0000","bill_id":"\ud800","appr_state":"F"}""",
        BillAnswerKind.Unknown,
        "in its answer bill_id cannot be read"
    )]
    [InlineData(
        200,
        """{"code":"0000","bill_id":"the-partners-key-at-payssam","appr_state":"F"}""",
        BillAnswerKind.Unknown,
        "in its answer bill_id cannot be read"
    )]
    [InlineData(
        200,
        """{"code":"0000","data":{"data":{"billId":"another","apprState":"F"}}}""",
        BillAnswerKind.Unknown,
        "it answered for another bill"
    )]
    [InlineData(
        200,
        """{"code":"0000","bill_id":"another","data":{"billId":"사업자번호-1","apprState":"F"}}""",
        BillAnswerKind.Unknown,
        "in its answer bill_id is given twice"
    )]
    [InlineData(200, """{"code":"PARTNER_001"}""", BillAnswerKind.Refused, "it answered code PARTNER_001")]
    [InlineData(200, """{"code":"PARTNER_002"}""", BillAnswerKind.Refused, "it answered code PARTNER_002")]
    [InlineData(200, """{"code":"PARTNER_003"}""", BillAnswerKind.Refused, "it answered code PARTNER_003")]
    [InlineData(200, """{"code":"PARTNER_004"}""", BillAnswerKind.Unknown, "it answered code PARTNER_004")]
    [InlineData(200, """{"code":"PARTNER_005"}""", BillAnswerKind.Refused, "it answered code PARTNER_005")]
    [InlineData(200, """{"code":"PARTNER_006"}""", BillAnswerKind.Refused, "it answered code PARTNER_006")]
    [InlineData(200, """{"code":"BILL_999","data":{"apprState":"W"}}""", BillAnswerKind.Unknown, "it answered code BILL_999")]
    [InlineData(200, """{"code":"0000"}""", BillAnswerKind.Unknown, "in its answer appr_state is missing")]
    [InlineData(200, """{"code":"0000","data":null}""", BillAnswerKind.Unknown, "in its answer appr_state is missing")]
    [InlineData(200, """{"code":"0000","appr_state":"X"}""", BillAnswerKind.Unknown, "in its answer appr_state must be W, D, F or C")]
    [InlineData(200, """{"code":"0000","appr_state":"F","bill_id":"another"}""", BillAnswerKind.Unknown, "it answered for another bill")]
    [InlineData(
        200,
        """{"code":"0000","appr_state":"F","apprState":"W"}""",
        BillAnswerKind.Unknown,
        "in its answer appr_state is given twice"
    )]
    [InlineData(200, """{"code":"9999","msg":"처리 중에 오류가 발생했습니다."}""", BillAnswerKind.Unknown, "it answered code 9999")]
    [InlineData(
        200,
        """{"code":"0000","appr_state":"F","appr_issuer":"\ud800"}""",
        BillAnswerKind.Away,
        "it answered no JSON, such as a page about maintenance"
    )]
    public void Whatever_else_it_answers_is_never_unpaid(int status, string body, BillAnswerKind kind, string problem)
    {
        var answer = Read(body, status);

        Assert.Equal((kind, problem, true), (answer.Kind, answer.Problem, answer.Callback is null));
    }

    [Fact]
    public void No_key_and_nothing_of_the_payer_but_what_a_callback_holds_is_kept()
    {
        var answer = Read(
            $$"""
            {"code":"0000","apikey":"{{FakePaySsam.Key}}","memo":"{{FakePaySsam.Key}}","payer_phone":"01012345678",{{Paid}},
             "appr_issuer":"x {{FakePaySsam.Key}} x","appr_acquirer_nm":"{{Some.ApiKey}}"}
            """
        );

        var json = JsonNode.Parse(answer.Callback!.Json.Span)!.AsObject();
        Assert.Equal(
            ["appr_dt", "appr_num", "appr_price", "appr_state", "bill_id"],
            json.Select(field => field.Key).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void An_answer_that_no_callback_can_be_is_unknown() =>
        Assert.Equal(
            "its answer is longer than a callback can be",
            Read($$"""{"code":"0000","appr_state":"F","appr_issuer":"{{new string('x', 40_000)}}"}""").Problem
        );

    [Fact]
    public void A_key_of_a_few_digits_takes_nothing_away() =>
        Assert.Equal("20260105134753", Read($$"""{"code":"0000",{{Paid}}}""", key: "2026").Callback![CallbackField.ApprDt]);

    [Fact]
    public void A_key_that_looks_like_a_code_is_not_told() =>
        Assert.Equal("it answered no readable code", Read("""{"code":"PARTNERKEY12345678"}""", key: "PARTNERKEY12345678").Problem);

    [Fact]
    public void In_v2_an_answer_without_a_code_is_unknown() =>
        Assert.Equal(BillAnswerKind.Unknown, Read($$"""{"billId":"사업자번호-1",{{Paid}}}""", isV2: true).Kind);

    [Theory]
    [InlineData("9980", true)]
    [InlineData("BILL_003", true)]
    [InlineData("PARTNER_004", true)]
    [InlineData("PARTNER_001", false)]
    [InlineData("BILL_999", false)]
    [InlineData("ERROR", false)]
    [InlineData("0000", false)]
    public void Some_codes_are_about_the_bill_itself(string code, bool isOfBill) =>
        Assert.Equal(isOfBill, Read($$"""{"code":"{{code}}"}""").IsOfBill);

    [Fact]
    public void A_clinics_signature_is_thrown_away()
    {
        var signature = string.Concat(Enumerable.Repeat("c2lnbmF0dXJl", 50_000));
        var answer = Read($$"""{"code":"0000","apprSign":"{{signature}}",{{Paid}}}""");

        Assert.DoesNotContain("c2lnbmF0dXJl", Encoding.UTF8.GetString(answer.Callback!.Json.Span), StringComparison.Ordinal);
    }

    private static BillAnswer Read(string body, int status = 200, string key = FakePaySsam.Key, bool isV2 = false)
    {
        var options = new ApiOptions(new Uri("https://payssam.test/"), isV2, key, null, null, 2);
        return new BillAnswerReader(options, Door.Secrets([Some.ApiKey], options)).Read(
            "사업자번호-1",
            status,
            Encoding.UTF8.GetBytes(body)
        );
    }
}
