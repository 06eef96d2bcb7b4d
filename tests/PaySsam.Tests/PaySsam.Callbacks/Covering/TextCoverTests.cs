using PaySsam.Callbacks.Covering;

namespace PaySsam.Tests.Callbacks.Covering;

public sealed class TextCoverTests
{
    private const string Cover = TextCover.Cover;

    [Theory]
    [InlineData("call 010.1234.5678", $"call {Cover}")]
    [InlineData("(010) 1234 - 5678 now", $"({Cover} now")]
    [InlineData("1234567", Cover)]
    [InlineData("123456****", Cover)]
    [InlineData("1234-56**-****-7890", Cover)]
    [InlineData("123456XXXXXX12", Cover)]
    [InlineData("010/1234/5678", Cover)]
    [InlineData("010–1234·5678", Cover)]
    [InlineData("010\u200b1234\u200b5678", Cover)]
    [InlineData("０１０－１２３４－５６７８", Cover)]
    [InlineData("٠١٠١٢٣٤٥٦٧٨", Cover)]
    [InlineData("𝟎𝟏𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖", Cover)]
    [InlineData("⓪①⓪①②③④⑤⑥⑦⑧", Cover)]
    [InlineData("1.01234e10", Cover)]
    [InlineData(@"\u0030\u0031\u0030 1234", Cover)]
    [InlineData(@"\\\\u0030\\\\u0031\\\\u0030\\n1234", @"\\\" + Cover)]
    [InlineData(@"\\ud835\\udfce \\ud835\\udfcf \\ud835\\udfce1234", @"\" + Cover)]
    [InlineData(@"\ud835\udfce\ud835\udfcf\ud835\udfce1234", Cover)]
    [InlineData("%30%31%30%31%32%33%34", Cover)]
    [InlineData("%EF%BC%90%EF%BC%91%EF%BC%90%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94", Cover)]
    [InlineData("%A3%B0%A3%B1%A3%B0%A3%B1", Cover)]
    [InlineData("%25%33%30%25%33%31%25%33%30%25%33%31%25%33%32%25%33%33%25%33%34", Cover)]
    [InlineData("%u0030%u0031%u0030%u0031%u0032%u0033%u0034", Cover)]
    [InlineData("&#x30;&#x31;&#48;1234", $"&#x{Cover}")]
    public void Digits_are_covered_however_they_are_written(string text, string covered) => Assert.Equal(covered, TextCover.Of(text));

    [Theory]
    [InlineData("")]
    [InlineData("123456")]
    [InlineData("신한카드 12개월, KB국민 3")]
    [InlineData("100% \\u00 \\ %zz %")]
    [InlineData("12 월 34 일 56 원 78")]
    [InlineData("appr_issuer_num")]
    [InlineData("appr_issuer_num:")]
    [InlineData("""{"appr_issuer_num":"","a":1,""")]
    [InlineData("""{\"apprIssuerNum\":\"\",\"a\":1,""")]
    [InlineData("apprIssuerNum=&a=1")]
    [InlineData("<appr_issuer_num></appr_issuer_num><a>1</a>")]
    public void Everything_else_stays(string text) => Assert.Equal(text, TextCover.Of(text));

    [Theory]
    [InlineData("""{"appr_issuer_num":"12""", $$"""{"appr_issuer_num":"{{Cover}}""")]
    [InlineData("""{"a":1,"appr_issuer_num":"1\"2","a":2""", $$"""{"a":1,"appr_issuer_num":"{{Cover}}","a":2""")]
    [InlineData("""{"appr_issuer_num" : 12 ,"a":2""", $$"""{"appr_issuer_num" : {{Cover}},"a":2""")]
    [InlineData("""{"appr_issuer_num":["1","2"],"a":2""", $$"""{"appr_issuer_num":{{Cover}}""")]
    [InlineData("""{"appr_issuer_num":{"1":"2"},"a":2""", $$"""{"appr_issuer_num":{{Cover}}""")]
    [InlineData("""{"x":"{\"apprIssuerNum\":\"1\\\"2\",\"a\":2""", $$"""{"x":"{\"apprIssuerNum\":\"{{Cover}}\",\"a\":2""")]
    [InlineData("""{"appr\u005fissuer_num":"1\u00222","a":2""", $$"""{"appr\u005fissuer_num":"{{Cover}}","a":2""")]
    [InlineData("bill_id=A1&APPR_ISSUER_NUM=1%262+3&a=2", $"bill_id=A1&APPR_ISSUER_NUM={Cover}&a=2")]
    [InlineData("appr%5Fcash%5Fissuance%5Fnumber%3D12%0A&a=2", $"appr%5Fcash%5Fissuance%5Fnumber%3D{Cover}&a=2")]
    [InlineData("<appr_issuer_num>1,2</appr_issuer_num><a>2</a>", $"<appr_issuer_num>{Cover}</appr_issuer_num><a>2</a>")]
    [InlineData("<appr_issuer_num><![CDATA[12]]></appr_issuer_num>", $"<appr_issuer_num><![CDATA[{Cover}</appr_issuer_num>")]
    [InlineData("name=\"appr_issuer_num\"\r\n\r\n12\r\n--x", $"name=\"appr_issuer_num\"\r\n\r\n{Cover}\r\n--x")]
    [InlineData("[apprIssuerNum] => ①2\n[a] => 2", $"[apprIssuerNum] => {Cover}\n[a] => 2")]
    public void What_stands_behind_a_personal_name_is_covered(string text, string covered) => Assert.Equal(covered, TextCover.Of(text));

    [Fact]
    public void A_text_of_more_layers_than_are_undone_is_covered_whole()
    {
        var (eight, nine) = (Escaped(8), Escaped(9));

        Assert.Equal(eight, TextCover.Of(eight));
        Assert.Equal(Cover, TextCover.Of(nine));

        static string Escaped(int layers) =>
            Enumerable.Range(1, layers - 1).Aggregate(@"\u0041", (text, _) => text.Replace(@"\", @"\u005c", StringComparison.Ordinal));
    }
}
