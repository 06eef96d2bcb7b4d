using System.Text;
using PaySsam.Callbacks.Model;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Model;

public class CallbackParserTests
{
    private const string Mapping =
        "bill_id is missing: it seems to be the result of a sub-merchant's mapping (PartnerAuthCallbackPayload), "
        + "for the URL that /auth/mapping was given";

    [Theory]
    [InlineData("""{"appr_state":"F"}""", "bill_id is missing")]
    [InlineData("""{"bill_id":"","appr_state":"F"}""", "bill_id is missing")]
    [InlineData("""{"bill_id":null,"appr_state":"F"}""", "bill_id is missing")]
    [InlineData("""{"bill_id":{},"appr_state":"F"}""", "bill_id is not a string")]
    [InlineData("""{"bill_id":"A1","bill_id":"A1","appr_state":"F"}""", "bill_id is given twice")]
    [InlineData(
        """{"bill_id":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx","appr_state":"F"}""",
        "bill_id is longer than 64 characters"
    )]
    [InlineData("""{"bill_id":"\ud800","appr_state":"F"}""", "bill_id is not text: it escapes half a surrogate pair")]
    [InlineData("""{"bill_id":"A1"}""", "appr_state is missing")]
    [InlineData("""{"bill_id":"A1","appr_state":["F"]}""", "appr_state is not a string")]
    [InlineData("""{"bill_id":"A1","appr_state":"F","appr_state":"C"}""", "appr_state is given twice")]
    [InlineData("""{"bill_id":"A1","appr_state":"paid"}""", "appr_state must be W, D, F or C")]
    [InlineData("""{"bill_id":"A1","appr_state":"0"}""", "appr_state must be W, D, F or C")]
    [InlineData(
        """{"bill_id":"A1","appr_state":"F","appr_issuer":"\udc00x"}""",
        "appr_issuer is not text: it escapes half a surrogate pair"
    )]
    [InlineData("""{"billId":"A1"}""", "appr_state is missing")]
    [InlineData("""{"billId":{},"apprState":"F"}""", "bill_id is not a string")]
    [InlineData("""{"billId":"A1","billId":"A1","apprState":"F"}""", "bill_id is given twice")]
    [InlineData("""{"bill_id":"A1","billId":"A2","apprState":"F"}""", "bill_id is given twice")]
    [InlineData("""{"billId":"A1","bill\u0049d":"A1","bill_id":"A1","apprState":"F"}""", "bill_id is given twice")]
    [InlineData("""{"bill_id":"A1","appr_state":"F","apprState":"C"}""", "appr_state is given twice")]
    [InlineData("""{"billId":"A1","apprState":"F","apprIssuer":"\udc00x"}""", "appr_issuer is not text: it escapes half a surrogate pair")]
    [InlineData("""{"BillId":"A1","apprState":"F"}""", "bill_id is missing")]
    [InlineData("""{"x":{"billId":"A1","apprState":"F"}}""", "bill_id is missing")]
    [InlineData("""{"data":{"bill":{"billId":"A1","apprState":"F"}}}""", "bill_id is missing")]
    [InlineData("""{"data":[{"billId":"A1","apprState":"F"}]}""", "bill_id is missing")]
    [InlineData("""{"bill":{"billId":"A1","apprState":"F"},"data":{}}""", "bill_id is missing")]
    [InlineData("""{"bill":{"billId":"A1","apprState":"F"},"bill":{}}""", "bill_id is missing")]
    [InlineData("""{"bill":{"data":{"billId":"A1","apprState":"F"}}}""", "bill_id is missing")]
    [InlineData("""{"data":{"data":{"data":{"billId":"A1","apprState":"F"}}}}""", "bill_id is missing")]
    [InlineData("""{"data":{"data":{"billId":"A1","apprState":"F"},"data":{}}}""", "bill_id is missing")]
    [InlineData("""{"apprState":"F","bill":{"billId":"A1"},"data":{}}""", "bill_id is missing")]
    [InlineData("""{"bill_id":"A2","bill":{"billId":"A1","apprState":"F"}}""", "bill_id is given twice")]
    [InlineData("""{"data":{"apprState":"C","data":{"billId":"A1","apprState":"F"}}}""", "appr_state is given twice")]
    [InlineData("""{"data":{"billId":"A1","billId":"A1","apprState":"F"}}""", "bill_id is given twice")]
    [InlineData("""{"data":{"billId":["A1"],"apprState":"F"}}""", "bill_id is not a string")]
    [InlineData("""{"data":{"billId":"A1","apprState":"?"}}""", "appr_state must be W, D, F or C")]
    [InlineData("""{"apprNum":"1","member":"m"}""", "bill_id is missing")]
    [InlineData("""{"member":"m","merchant":"s","status":"OK"}""", Mapping)]
    [InlineData("""{"data":{"Auth\u0053tatus":"OK","authStatus":"OK"}}""", Mapping)]
    public void What_is_wrong_is_said_by_field(string json, string expected)
    {
        Assert.False(CallbackParser.TryParse(Encoding.UTF8.GetBytes(json), out _, out var problem));
        Assert.Equal(expected, problem);
    }

    [Theory]
    [InlineData("\"12345678901234567890\"", "12345678901234567890")]
    [InlineData("\"사업자번호-100000001\"", "사업자번호-100000001")]
    [InlineData(
        "\"😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀"
            + "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀\"",
        "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀"
    )]
    [InlineData("12345", "12345")]
    [InlineData("\" \"", " ")]
    [InlineData("\" ａ1 \\u00a0\"", " ａ1 \u00A0")]
    [InlineData("\"123456789012345678901234\"", "123456789012345678901234")]
    [InlineData("\"a/b\\u0000\"", "a/b\0")]
    public void Any_text_of_64_characters_is_a_bill_id_and_kept_as_it_came(string token, string billId) =>
        Assert.Equal(billId, Some.Parsed($$"""{"bill_id":{{token}},"appr_state":"F"}""").BillId);

    [Fact]
    public void Optional_fields_are_read_liberally()
    {
        var callback = Some.Parsed(
            """
            {"bill_id":"A1","appr_state":"F","appr_price":50000,"appr_cash_trader":false,"appr_num":null,"appr_issuer":"",
             "appr_monthly":"1","appr_monthly":"2","appr_res_cd":[1],"member":{"id":1}}
            """
        );

        Assert.Equal("50000", callback[CallbackField.ApprPrice]);
        Assert.Equal("false", callback[CallbackField.ApprCashTrader]);
        Assert.Null(callback[CallbackField.ApprNum]);
        Assert.Null(callback[CallbackField.ApprIssuer]);
        Assert.Equal("2", callback[CallbackField.ApprMonthly]);
        Assert.Null(callback[CallbackField.ApprResCd]);
        Assert.Equal("""{"appr_res_cd":[1],"member":{"id":1}}""", callback.UnknownJson);
    }

    [Theory]
    [InlineData("""{"bill_id":"A1","billId":"A1","apprState":"F","appr_state":"F"}""")]
    [InlineData("""{"bill_id":null,"billId":"A1","apprState":"F","appr_state":""}""")]
    [InlineData("""{"billId":"A1","bill_id":"","appr_state":null,"apprState":"F"}""")]
    [InlineData("""{"b\u0069llId":"A1","appr\u0053tate":"F"}""")]
    [InlineData("""{"bill":{"billId":"A1","apprState":"F"}}""")]
    [InlineData("""{"d\u0061ta":{"bill_id":"A1","apprState":"F"}}""")]
    [InlineData("""{"bill_id":null,"data":{"billId":"A1","apprState":"F"},"bill":null}""")]
    [InlineData("""{"bill":"x","data":{"apiKey":"","billId":"A1","apprState":"F","data":{"billId":"A2"}}}""")]
    [InlineData("""{"billId":"A1","apprState":"F","data":{"billId":"A2","apprState":"C"}}""")]
    [InlineData("""{"data":{"data":{"billId":"A1","apprState":"F"}}}""")]
    [InlineData("""{"code":"0000","data":{"member":"m","d\u0061ta":{"bill_id":"A1","apprState":"F"}}}""")]
    [InlineData("""{"apprState":"F","bill":{"billId":"A1"}}""")]
    [InlineData("""{"bill_id":"A1","apprNum":"1","data":{"apprState":"F","billId":"A1"}}""")]
    [InlineData("""{"bill_id":"A1","data":{"data":{"apprState":"F"}}}""")]
    public void A_bill_is_read_by_either_name_and_from_one_envelope(string json)
    {
        var callback = Some.Parsed(json);
        Assert.Equal(("A1", ApprState.F), (callback.BillId, callback.State));
    }

    [Fact]
    public void Of_an_optional_field_under_both_names_the_last_not_empty_one_counts()
    {
        var callback = Some.Parsed(
            """
            {"billId":"A1","apprState":"F","appr_num":"1","apprNum":"2","apprIssuer":"x","appr_issuer":null,
             "apprMonthly":"","appr_monthly":"3",
             "appr_price":{"won":1},"apprPrice":4}
            """
        );

        Assert.Equal("2", callback[CallbackField.ApprNum]);
        Assert.Equal("x", callback[CallbackField.ApprIssuer]);
        Assert.Equal("3", callback[CallbackField.ApprMonthly]);
        Assert.Equal("4", callback[CallbackField.ApprPrice]);
        Assert.Equal("""{"appr_price":{"won":1}}""", callback.UnknownJson);
    }

    [Theory]
    [InlineData("""{"bill_id":"A1","appr_state":"F","data":{"apprPrice":"5","y":2}}""", "5", """{"y":2}""")]
    [InlineData("""{"bill_id":"A1","appr_state":"F","data":{"bill_id":"A1","apprPrice":"5"}}""", "5", null)]
    [InlineData(
        """{"bill_id":"A1","appr_state":"F","data":{"bill_id":"A2","apprPrice":"5"}}""",
        null,
        """{"data":{"bill_id":"A2","apprPrice":"5"}}"""
    )]
    [InlineData("""{"bill_id":"A1","appr_state":"F","appr_price":"4","data":{"apprPrice":"5"}}""", "4", """{"data":{"apprPrice":"5"}}""")]
    [InlineData("""{"bill_id":"A1","appr_state":"F","data":{"y":2}}""", null, """{"data":{"y":2}}""")]
    [InlineData(
        """{"bill_id":"A1","appr_state":"F","data":{"apprPrice":"5"},"bill":{}}""",
        null,
        """{"data":{"apprPrice":"5"},"bill":{}}"""
    )]
    public void What_the_top_does_not_say_the_envelope_may(string json, string? price, string? unknown)
    {
        var callback = Some.Parsed(json);

        Assert.Equal((price, unknown), (callback[CallbackField.ApprPrice], callback.UnknownJson));
    }

    [Fact]
    public void Fields_split_between_top_and_envelope_are_one_callback_with_its_id()
    {
        var callback = Some.Parsed(
            """
            {"billId":"A1","apprNum":"1","apprPrice":"","x":1,
             "data":{"appr_num":"2","apprPrice":"5","apprState":"F","y":2,"apprDt":null}}
            """
        );

        Assert.Equal(
            ("2", "5", """{"x":1,"y":2}"""),
            (callback[CallbackField.ApprNum], callback[CallbackField.ApprPrice], callback.UnknownJson)
        );
        Assert.Equal(Some.Parsed("""{"y":2,"x":1,"bill_id":"A1","appr_num":"2","appr_price":"5","appr_state":"F"}""").Id, callback.Id);
    }

    [Theory]
    [InlineData(
        """{"billId":"A1","apprState":"F","apprPrice":[1],"x":{"billId":"A2"},"BillId":"A3"}""",
        """{"appr_price":[1],"x":{"billId":"A2"},"BillId":"A3"}"""
    )]
    [InlineData(
        """{"data":{"billId":"A1","member":"b","apprState":"F","bill":{}},"code":"0000","member":"a"}""",
        """{"code":"0000","member":"a","member":"b","bill":{}}"""
    )]
    public void What_is_unknown_is_kept_under_the_names_of_v1(string json, string unknown)
    {
        var callback = Some.Parsed(json);
        Assert.Equal(unknown, callback.UnknownJson);
        Assert.Equal(
            callback.Id,
            Some.Parsed(Encoding.UTF8.GetString(CallbackJson.Write(field => callback[field], callback.UnknownJson).Span)).Id
        );
    }

    [Theory]
    [InlineData("50000", 50000L)]
    [InlineData("-1", -1L)]
    [InlineData("50,000", 50000L)]
    [InlineData("5e4", 50000L)]
    [InlineData("5만", null)]
    [InlineData("99999999999999999999", null)]
    [InlineData("", null)]
    public void The_amount_is_won_or_nothing(string price, long? won) =>
        Assert.Equal(won, Some.Callback("A1", ("appr_price", price)).AmountWon);

    [Fact]
    public void What_is_read_stands_beside_the_text_as_it_came()
    {
        var callback = Some.Callback(
            "A1",
            ("appr_state", "ｆ "),
            ("appr_price", "50,000원"),
            ("appr_dt", "202501051347"),
            ("appr_origin_dt", "2025-01-04T00:00:01Z")
        );

        Assert.Equal(
            ("ｆ ", "50,000원", "202501051347"),
            (callback[CallbackField.ApprState], callback[CallbackField.ApprPrice], callback[CallbackField.ApprDt])
        );
        Assert.Equal((ApprState.F, 50_000L, true), (callback.State, callback.AmountWon, callback.IsToTheMinute));
        Assert.Equal(new DateTimeOffset(2025, 1, 5, 13, 47, 0, TimeSpan.FromHours(9)), callback.ApprovedAt);
        Assert.Equal(new DateTimeOffset(2025, 1, 4, 9, 0, 1, TimeSpan.FromHours(9)), callback.Origin?.At);
    }

    [Theory]
    [InlineData("20250105134753", "2025-01-05T13:47:53+09:00")]
    [InlineData("20240229000000", "2024-02-29T00:00:00+09:00")]
    [InlineData("20230229000000", null)]
    [InlineData("19991231235959", null)]
    [InlineData("21010101000000", null)]
    [InlineData("2025010513475", null)]
    [InlineData("2025-01-05 13:47", "2025-01-05T13:47:00+09:00")]
    [InlineData("", null)]
    public void The_approval_is_a_real_date_in_Korean_time_or_nothing(string text, string? time) =>
        Assert.Equal(time, Some.Callback("A1", ("appr_dt", text)).ApprovedAt?.ToString("yyyy-MM-ddTHH:mm:sszzz", null));
}
