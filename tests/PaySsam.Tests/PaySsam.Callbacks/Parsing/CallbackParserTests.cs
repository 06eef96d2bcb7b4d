using System.Text;
using PaySsam.Callbacks.Parsing;
using PaySsam.Callbacks.Wire;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Parsing;

public class CallbackParserTests
{
    [Theory]
    [InlineData("""{"appr_state":"F"}""", "bill_id is missing")]
    [InlineData("""{"bill_id":"","appr_state":"F"}""", "bill_id is missing")]
    [InlineData("""{"bill_id":null,"appr_state":"F"}""", "bill_id is missing")]
    [InlineData("""{"bill_id":{},"appr_state":"F"}""", "bill_id is not a string")]
    [InlineData("""{"bill_id":"A1","bill_id":"A1","appr_state":"F"}""", "bill_id is given twice")]
    [InlineData("""{"bill_id":"123456789012345678901","appr_state":"F"}""", "bill_id is longer than 20 characters")]
    [InlineData("""{"bill_id":"\ud800","appr_state":"F"}""", "bill_id is not text: it escapes half a surrogate pair")]
    [InlineData("""{"bill_id":"A1"}""", "appr_state is missing")]
    [InlineData("""{"bill_id":"A1","appr_state":["F"]}""", "appr_state is not a string")]
    [InlineData("""{"bill_id":"A1","appr_state":"F","appr_state":"C"}""", "appr_state is given twice")]
    [InlineData("""{"bill_id":"A1","appr_state":"f"}""", "appr_state is none of W, D, F and C")]
    [InlineData("""{"bill_id":"A1","appr_state":"0"}""", "appr_state is none of W, D, F and C")]
    [InlineData("""{"bill_id":"A1","appr_state":"F","appr_issuer":"\udc00x"}""", "appr_issuer is not text: it escapes half a surrogate pair")]
    public void What_is_wrong_is_said_by_field(string json, string expected)
    {
        Assert.False(CallbackParser.TryParse(Encoding.UTF8.GetBytes(json), out _, out var problem));
        Assert.Equal(expected, problem);
    }

    [Theory]
    [InlineData("\"12345678901234567890\"", "12345678901234567890")]
    [InlineData("\"사업자번호-100000001\"", "사업자번호-100000001")]
    [InlineData("\"😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀\"", "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀")]
    [InlineData("12345", "12345")]
    [InlineData("\" \"", " ")]
    [InlineData("\"a/b\\u0000\"", "a/b\0")]
    public void Any_text_of_20_characters_is_a_bill_id(string token, string billId) =>
        Assert.Equal(billId, Some.Parsed($$"""{"bill_id":{{token}},"appr_state":"F"}""").BillId);

    [Fact]
    public void Optional_fields_are_read_liberally()
    {
        var callback = Some.Parsed("""
            {"bill_id":"A1","appr_state":"F","appr_price":50000,"appr_cash_trader":false,"appr_num":null,"appr_issuer":"",
             "appr_monthly":"1","appr_monthly":"2","appr_res_cd":[1],"member":{"id":1}}
            """);

        Assert.Equal("50000", callback[CallbackField.ApprPrice]);
        Assert.Equal("false", callback[CallbackField.ApprCashTrader]);
        Assert.Null(callback[CallbackField.ApprNum]);
        Assert.Null(callback[CallbackField.ApprIssuer]);
        Assert.Equal("2", callback[CallbackField.ApprMonthly]);
        Assert.Null(callback[CallbackField.ApprResCd]);
        Assert.Equal("""{"appr_res_cd":[1],"member":{"id":1}}""", callback.UnknownJson);
    }

    [Theory]
    [InlineData("50000", 50000L)]
    [InlineData("-1", -1L)]
    [InlineData("50,000", null)]
    [InlineData("5e4", null)]
    [InlineData("99999999999999999999", null)]
    [InlineData("", null)]
    public void The_amount_is_won_or_nothing(string price, long? won) =>
        Assert.Equal(won, Some.Callback("A1", ("appr_price", price)).AmountWon);

    [Theory]
    [InlineData("20250105134753", "2025-01-05T13:47:53+09:00")]
    [InlineData("20240229000000", "2024-02-29T00:00:00+09:00")]
    [InlineData("20230229000000", null)]
    [InlineData("19991231235959", null)]
    [InlineData("21010101000000", null)]
    [InlineData("2025010513475", null)]
    [InlineData("2025-01-05 13:47", null)]
    [InlineData("", null)]
    public void The_approval_is_a_real_date_in_Korean_time_or_nothing(string text, string? time) =>
        Assert.Equal(time, Some.Callback("A1", ("appr_dt", text)).ApprovedAt?.ToString("yyyy-MM-ddTHH:mm:sszzz", null));
}
