using System.Text;
using PaySsam.Callbacks.Covering;
using PaySsam.Callbacks.Model;

namespace PaySsam.Tests.Callbacks.Covering;

public sealed class JsonCoverTests
{
    private const string Cover = TextCover.Cover;

    [Theory]
    [InlineData("""{"appr_issuer_num":"12"}""", $$$"""{"appr_issuer_num":"{{{Cover}}}"}""")]
    [InlineData("""{"x":[{"apprCashIssuanceNumber":12}]}""", $$$"""{"x":[{"apprCashIssuanceNumber":"{{{Cover}}}"}]}""")]
    [InlineData("""{"old_apprIssuerNum":true}""", $$$"""{"old_apprIssuerNum":"{{{Cover}}}"}""")]
    [InlineData("""{"appr_issuer_num":{"1":["2"]},"a":"b"}""", $$$"""{"appr_issuer_num":"{{{Cover}}}","a":"b"}""")]
    [InlineData("""{"appr_issuer_num":[["2"]],"a":"b"}""", $$$"""{"appr_issuer_num":"{{{Cover}}}","a":"b"}""")]
    [InlineData("""{"appr\u005fissuer_num":"12"}""", $$$"""{"appr_issuer_num":"{{{Cover}}}"}""")]
    [InlineData("""{"01012345678":{"０１０１２３４":1}}""", $$$"""{"{{{Cover}}}":{"{{{Cover}}} (2)":1}}""")]
    [InlineData("""{"bill_id":{"x":"(010) 1234 - 5678"}}""", $$$"""{"bill_id":{"x":"({{{Cover}}}"}}""")]
    [InlineData("""{"bill_id":["01012345678"]}""", $$$"""{"bill_id":["{{{Cover}}}"]}""")]
    [InlineData("""["123456****",1234567,-1.5e9,12e0]""", $$$"""["{{{Cover}}}","{{{Cover}}}","{{{Cover}}}","{{{Cover}}}"]""")]
    [InlineData("""{"a":"\ud800","\ud800":1}""", $$$"""{"a":"{{{Cover}}}","{{{Cover}}}":1}""")]
    [InlineData("""{"a":"{\"apprIssuerNum\":\"12\"}"}""", $$$"""{"a":"{\"apprIssuerNum\":\"{{{Cover}}}\"}"}""")]
    [InlineData("""{"2026-01-02":"2026-01-02"}""", $$$"""{"{{{Cover}}}":"{{{Cover}}}"}""")]
    public void Numbers_of_a_person_are_covered_at_any_depth(string json, string covered) => Assert.Equal(covered, Of(json));

    [Theory]
    [InlineData("""{"bill_id":"20190304101500","data":{"apprDt":"20190304101500","appr_price":1.5e9,"appr_num":123456789012}}""")]
    [InlineData("""{"appr_issuer_num":"","appr_cash_issuance_number":null}""")]
    [InlineData("""{"a":1,"a":1.10,"b":[true,false,null,{},[]],"appr_issuer":"신한 \"카드\"\n"}""")]
    [InlineData("""{"receivedAt":"2026-01-02T03:04:05.1234567+00:00","time":"2026-01-02T03:04:05Z"}""")]
    public void Everything_else_stays(string json) => Assert.Equal(json, Of(json));

    [Fact]
    public void Every_plain_field_stays_under_both_names()
    {
        foreach (var name in PersonalFields.Plain.SelectMany(field => new[] { field.WireName(), field.V2Name() }))
            Assert.Equal($$"""{"{{name}}":"01012345678"}""", Of($$"""{"{{name}}":"01012345678"}"""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("01012345678")]
    public void What_is_no_JSON_is_null(string text) => Assert.Null(Of(text));

    [Fact]
    public void More_than_256_levels_are_null()
    {
        Assert.NotNull(Of(new string('[', 256) + new string(']', 256)));
        Assert.Null(Of(new string('[', 257) + new string(']', 257)));
    }

    private static string? Of(string json) =>
        JsonCover.Of(Encoding.UTF8.GetBytes(json)) is { } covered ? Encoding.UTF8.GetString(covered.Span) : null;
}
