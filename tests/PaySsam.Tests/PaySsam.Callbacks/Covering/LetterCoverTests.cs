using System.Text;
using PaySsam.Callbacks.Covering;

namespace PaySsam.Tests.Callbacks.Covering;

public sealed class LetterCoverTests
{
    private const string Cover = TextCover.Cover;
    private const string Json = """{"bill_id":"20190304101500","appr_issuer":"신한","appr_issuer_num":"12"}""";
    private const string Shown = $$"""
        {
          "bill_id": "20190304101500",
          "appr_issuer": "신한",
          "appr_issuer_num": "{{Cover}}"
        }
        """;

    [Fact]
    public void JSON_is_indented() => Assert.Equal(Shown, Of(Json, isMessage: false));

    [Fact]
    public void A_queue_message_is_read_out_of_base64() => Assert.Equal(Shown, Of(Base64(Json), isMessage: true));

    [Fact]
    public void A_text_in_base64_is_shown() => Assert.Equal($"call {Cover}", Of(Base64("call 010.1234.5678"), isMessage: true));

    [Fact]
    public void What_was_cut_is_shown_up_to_the_cut()
    {
        var cut = Convert.ToBase64String(Encoding.UTF8.GetBytes("{\"appr_issuer\":\"신한")[..^2]);

        Assert.Equal("{\"appr_issuer\":\"신\uFFFD", Of(cut, isMessage: true));
    }

    [Theory]
    [InlineData("/////w==")]
    [InlineData("1234")]
    [InlineData("MDEwMTIzNDU2Nzg")]
    [InlineData("eyJiaWxsX2lkIjoiMjAxOTAzMDQxMDE1MDAiLCJhcHByX2lzc3VlciI")]
    [InlineData("{eyJiaWxsX2lkIjoiMjAxOTAzMDQxMDE1MDAiLCJhcHByX2lzc3VlciI}")]
    public void What_cannot_be_decoded_is_covered_whole(string content) => Assert.Equal(Cover, Of(content, isMessage: true));

    [Fact]
    public void What_is_encoded_twice_is_covered_whole()
    {
        Assert.Equal(Cover, Of(Base64(Base64(Json)), isMessage: true));
        Assert.Equal(Cover, Of(Base64(Base64("01012345678")), isMessage: true));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("{\"a\":1,\"a\":2}", "{\n  \"a\": 1,\n  \"a\": 2\n}")]
    [InlineData("{\"a\":1.10}", "{\n  \"a\": 1.10\n}")]
    [InlineData("{\"appr_issuer_num\":\"12\"", $"{{\"appr_issuer_num\":\"{Cover}\"")]
    [InlineData("{\"a\":1,\"a\":\"\\u0030\\u0031\"}", "{\n  \"a\": 1,\n  \"a\": \"01\"\n}")]
    public void Nothing_is_lost_but_what_is_covered(string content, string shown)
    {
        Assert.Equal(shown, Of(content, isMessage: false));
        Assert.Equal(shown, Of(content, isMessage: true));
    }

    [Fact]
    public void Any_64_KB_take_time_in_proportion()
    {
        // Searched to the end from each place, these would take hours.
        foreach (
            var piece in new[]
            {
                "\\\"",
                "\\",
                "\"",
                "%25",
                "%",
                "1",
                "1-",
                "*",
                "[",
                "{\"a\":",
                "appr_issuer_num",
                "appr_issuer_num:",
                "appr_issuer_num\":\"",
                "appr_issuer_num:\\\"",
                "\\u005c",
                "apprIssuerNum=,1",
                "\uFFFD",
            }
        )
        {
            var content = "\"" + string.Concat(Enumerable.Repeat(piece, 64_000 / piece.Length));
            foreach (var isMessage in new[] { false, true })
            {
                Of(content, isMessage);
                Of(Base64(content), isMessage);
            }
        }
    }

    private static string Of(string content, bool isMessage) => LetterCover.Of(Encoding.UTF8.GetBytes(content), isMessage);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
