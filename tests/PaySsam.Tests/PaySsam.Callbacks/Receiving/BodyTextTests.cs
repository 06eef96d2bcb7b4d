using System.Text;
using PaySsam.Callbacks.Receiving;

namespace PaySsam.Tests.Callbacks.Receiving;

/// <summary>Which bytes are which text.</summary>
public class BodyTextTests
{
    // Names of card companies, banks and payers, with syllables inside KS X 1001 and outside it.
    private const string Names =
        "신한카드 국민은행 현대카드 비씨카드 농협NH카드 카카오뱅크 케이뱅크 우체국 새마을금고 "
        + "김철수 이영희 박하늘 최뷁 똠방각하 펲시콜라 쀍 햏 믜 뾼 쑗 갂 ㈜결제선생 金永秀 李 ※ ㎡ Ａ１";

    private static readonly Encoding Cp949 = CodePagesEncodingProvider.Instance.GetEncoding(949)!;

    private static readonly string Object = $$"""{"bill_id":"사업자-1","appr_state":"F","appr_issuer":"{{Names}}","x":"\"\\"}""";

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-8 bom")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("949")]
    public void An_object_is_read_in_every_encoding(string name)
    {
        var text = BodyText.Of(Encode(Object, name));
        Assert.Equal((null, Object), (text.Problem, Encoding.UTF8.GetString(text.Text.Span)));
    }

    [Fact]
    public void All_2350_syllables_of_KS_X_1001_are_read_in_CP949()
    {
        var syllables = string.Concat(
            Enumerable
                .Range(0xB0, 25)
                .SelectMany(lead => Enumerable.Range(0xA1, 94).Select(trail => Cp949.GetString([(byte)lead, (byte)trail])))
        );
        Assert.Equal((2350, 2350, '가', '힝'), (syllables.Length, syllables.Distinct().Count(), syllables[0], syllables[^1]));
        Assert.All(syllables, syllable => Assert.InRange(syllable, '가', '힣'));

        Assert.Equal(syllables, Encoding.UTF8.GetString(Receiving949(syllables)!));
    }

    [Fact]
    public void All_11172_syllables_are_read_in_CP949()
    {
        var syllables = string.Concat(Enumerable.Range('가', 11172).Select(code => (char)code));
        Assert.Equal(syllables, Encoding.UTF8.GetString(Receiving949(syllables)!));
    }

    [Theory]
    [InlineData(new byte[] { 0x80 })]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0xC9, 0xA1, 0xC9, 0xFE })]
    [InlineData(new byte[] { 0xFE, 0xFE })]
    [InlineData(new byte[] { 0xB0 })]
    [InlineData(new byte[] { 0xB0, 0x22 })]
    [InlineData(new byte[] { 0x81, 0x5B })]
    [InlineData(new byte[] { 0xC6, 0x53, 0xFD, 0xA0 })]
    public void What_is_none_of_them_is_no_text(byte[] bytes)
    {
        byte[] body = [.. "{\"appr_issuer\":\""u8, .. bytes, .. "\"}"u8];
        var text = BodyText.Of(body);
        Assert.Equal("The body is not text in UTF-8, UTF-16 or CP949.", text.Problem);
        Assert.Equal(body, text.Text.ToArray());
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x7B })]
    [InlineData(new byte[] { 0xFE, 0xFF, 0xD8, 0x00, 0x00, 0x7B })]
    public void UTF_16_that_is_broken_is_no_text(byte[] bytes) =>
        Assert.Equal("The body is not text in UTF-8, UTF-16 or CP949.", BodyText.Of(bytes).Problem);

    [Theory]
    [InlineData("{}\0\0\0", "{}")]
    [InlineData("\uFEFF \r\n\t{}", " \r\n\t{}")]
    [InlineData(" {} ", " {} ")]
    [InlineData("{\"a\":\"\0\"}\0", "{\"a\":\"\0\"}")]
    public void Zeros_at_the_end_a_BOM_and_white_space_are_no_matter(string body, string text) =>
        Assert.Equal(
            (null, text),
            (
                BodyText.Of(Encoding.UTF8.GetBytes(body)).Problem,
                Encoding.UTF8.GetString(BodyText.Of(Encoding.UTF8.GetBytes(body)).Text.Span)
            )
        );

    [Theory]
    [InlineData("", "The body is empty.")]
    [InlineData("\0", "The body is empty.")]
    [InlineData("\uFEFF \n", "The body is empty.")]
    [InlineData("[]", "The body is not a JSON object.")]
    [InlineData("null", "The body is not a JSON object.")]
    [InlineData("\uFEFF\uFEFF{}", "The body is not a JSON object.")]
    [InlineData("\u00A0{}", "The body is not a JSON object.")]
    [InlineData("<bill_id>A1</bill_id>", "The body is not a JSON object.")]
    [InlineData("bill=A1&state=F", "The body is not a JSON object.")]
    [InlineData("BILL_ID=A1", "The body is not a JSON object.")]
    [InlineData("bill_id", "The body is not a JSON object.")]
    [InlineData("bill_id:A1", "The body is not a JSON object.")]
    public void What_is_neither_an_object_nor_a_form_is_named(string body, string problem) =>
        Assert.Equal(problem, BodyText.Of(Encoding.UTF8.GetBytes(body)).Problem);

    [Theory]
    [InlineData("bill_id=A1&appr_state=F", """{"bill_id":"A1","appr_state":"F"}""")]
    [InlineData(" billId=A1&x\r\n", """{"billId":"A1","x":""}""")]
    [InlineData("x=1&&apprState=", """{"x":"1","apprState":""}""")]
    [InlineData("bill%5fid=a+b%2Bc%20d%", """{"bill_id":"a b+c d%"}""")]
    [InlineData("bill_id=%22%5C%0a%00&x=a=b", "{\"bill_id\":\"\\u0022\\u005c\\u000a\\u0000\",\"x\":\"a=b\"}")]
    [InlineData("appr_issuer=%EC%8B%A0%ED%95%9C", """{"appr_issuer":"신한"}""")]
    [InlineData("appr_issuer=%BD%C5%C7%D1&x=%B0%A1", """{"appr_issuer":"신한","x":"가"}""")]
    [InlineData("appr_issuer=%C2%A1&x=%B0%A1", """{"appr_issuer":"징","x":"가"}""")]
    [InlineData("bill_id=1&bill_id=2", """{"bill_id":"1","bill_id":"2"}""")]
    public void Form_fields_become_an_object(string body, string json)
    {
        var text = BodyText.Of(Encoding.UTF8.GetBytes(body));
        Assert.Equal((null, json), (text.Problem, Encoding.UTF8.GetString(text.Text.Span)));
    }

    [Fact]
    public void Form_fields_may_be_in_any_encoding_without_percents_too()
    {
        foreach (var encoding in new[] { "utf-8", "utf-8 bom", "utf-16", "utf-16BE", "949" })
            Assert.Equal(
                """{"appr_issuer":"똠방각하","bill_id":"A1"}""",
                Encoding.UTF8.GetString(BodyText.Of(Encode("appr_issuer=똠방각하&bill_id=A1", encoding)).Text.Span)
            );
    }

    [Theory]
    [InlineData("bill_id=%FF")]
    [InlineData("bill_id=%80")]
    public void Form_fields_that_are_no_text_stay_as_they_came(string body)
    {
        var text = BodyText.Of(Encoding.UTF8.GetBytes(body));
        Assert.Equal(("The body is not text in UTF-8, UTF-16 or CP949.", body), (text.Problem, Encoding.UTF8.GetString(text.Text.Span)));
    }

    [Fact]
    public void Form_fields_that_would_grow_beyond_all_bounds_are_refused() =>
        Assert.Equal(
            "The form fields are too large.",
            BodyText.Of(Encoding.UTF8.GetBytes("bill_id=" + string.Concat(Enumerable.Repeat("%00", 300_000)))).Problem
        );

    private static byte[]? Receiving949(string text) => PaySsam.Callbacks.Receiving.Cp949.ToUtf8(Cp949.GetBytes(text));

    private static byte[] Encode(string text, string name) =>
        name switch
        {
            "utf-8" => Encoding.UTF8.GetBytes(text),
            "utf-8 bom" => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)],
            "949" => Cp949.GetBytes(text),
            _ => [.. Encoding.GetEncoding(name).Preamble, .. Encoding.GetEncoding(name).GetBytes(text)],
        };
}
