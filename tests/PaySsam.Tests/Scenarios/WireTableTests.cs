using System.Text;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using PaySsam.Callbacks.Receiving;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Scenarios;

/// <summary>What each kind of body is answered, and what is kept of it.</summary>
public abstract class WireTableTests(ProductBed bed)
{
    private const string Success = """{"code":"0000","msg":"성공하였습니다."}""";
    private const string NotJson = """{"code":"9999","msg":"The body is not well-formed JSON of at most 64 levels."}""";
    private const string Unknown = """{"code":"1003","msg":"접근이 불가한 사용자 입니다."}""";
    private readonly string _bill = Some.BillId();

    [Theory]
    [InlineData("{\"apikey\":\"a-live-key-of-the-tests\"")]
    [InlineData("{\"apikey\":\"a-live-key-of-the-tests\"}}")]
    [InlineData("{\"apikey\":\"a-live-key-of-the-tests\",}")]
    [InlineData("{/**/\"apikey\":\"a-live-key-of-the-tests\"}")]
    public async Task What_is_not_JSON_is_400(string body) => Assert.Equal((400, NotJson), await bed.Http.PostAsync(body));

    [Theory]
    [InlineData("[]")]
    [InlineData("\"a-live-key-of-the-tests\"")]
    [InlineData("null")]
    public async Task What_is_not_an_object_is_400(string body) =>
        Assert.Equal((400, """{"code":"9999","msg":"The body is not a JSON object."}"""), await bed.Http.PostAsync(body));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\u0000")]
    public async Task What_is_empty_is_400(string body) =>
        Assert.Equal((400, """{"code":"9999","msg":"The body is empty."}"""), await bed.Http.PostAsync(body));

    [Fact]
    public async Task What_is_not_text_is_400()
    {
        Assert.Equal(
            (400, """{"code":"9999","msg":"The body is not text in UTF-8, UTF-16 or CP949."}"""),
            await bed.Http.PostAsync([.. Encoding.UTF8.GetBytes("{\"apikey\":\""), 0xFF, .. "\"}"u8])
        );
        Assert.Equal(400, (await bed.Http.PostAsync(Encoding.Unicode.GetBytes(Some.Json(_bill)))).Status);
    }

    [Fact]
    public async Task What_is_nested_too_deep_is_400() => Assert.Equal((400, NotJson), await bed.Http.PostAsync(Nested(64)));

    [Fact]
    public async Task What_is_nested_less_is_not_read_as_bad() => Assert.Equal((200, Success), await bed.Http.PostAsync(Nested(63)));

    [Fact]
    public async Task A_key_given_twice_is_400() =>
        Assert.Equal(
            (400, """{"code":"9999","msg":"apikey is given twice."}"""),
            await bed.Http.PostAsync($$"""{"apikey":"{{Some.ApiKey}}","api\u006bey":"{{Some.ApiKey}}","bill_id":"A1","appr_state":"F"}""")
        );

    [Fact]
    public async Task Different_keys_under_the_names_of_both_versions_are_400() =>
        Assert.Equal(
            (400, """{"code":"9999","msg":"apikey is given twice."}"""),
            await bed.Http.PostAsync($$"""{"apikey":"{{Some.ApiKey}}","apiKey":"another","billId":"A1","apprState":"F"}""")
        );

    [Theory]
    [InlineData("\"x\":{\"apiKey\":\"a-live-key-of-the-tests\",\"billId\":\"A1\"}", "bill_id is missing.")]
    [InlineData(
        "\"member\":\"m\",\"merchant\":\"a-live-key-of-the-tests\"",
        "bill_id is missing: it seems to be the result of a sub-merchant's mapping (PartnerAuthCallbackPayload), "
            + "for the URL that /auth/mapping was given."
    )]
    [InlineData("\"bill_id\":\"A1\",\"billId\":\"A2\",\"apprState\":\"F\"", "bill_id is given twice.")]
    public async Task Whatever_else_comes_with_the_key_of_v2_is_kept_as_a_dead_letter(string fields, string problem)
    {
        var mark = Some.BillId();
        Assert.Equal(
            (400, $$"""{"code":"9999","msg":"{{problem}}"}"""),
            await bed.Http.PostAsync($$"""{"apiKey":"{{Some.ApiKey}}","mark":"{{mark}}",{{fields}}}""")
        );

        var letter = Assert.Single(
            bed.Tables.GetTableClient("DeadLetters").Query<TableEntity>(),
            row => Content(row).Contains(mark, StringComparison.Ordinal)
        );
        Assert.DoesNotContain(Some.ApiKey, Content(letter), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_of_1_MiB_is_read_and_a_larger_one_is_413()
    {
        var body = Some.Json(_bill);
        Assert.Equal((200, Success), await bed.Http.PostAsync(body.PadRight(BodyReader.LargestBody)));
        Assert.Equal(
            (413, """{"code":"9999","msg":"The body is larger than 1048576 bytes."}"""),
            await bed.Http.PostAsync(body.PadRight(BodyReader.LargestBody + 1))
        );
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"apikey":null}""")]
    [InlineData("""{"apikey":""}""")]
    [InlineData("""{"apikey":{}}""")]
    [InlineData("""{"apiKey":"wrong","billId":"A1","apprState":"F"}""")]
    [InlineData("""{"apikey":"\ud800"}""")]
    [InlineData("""{"apikey":"A-live-key-of-the-tests","bill_id":"A1","appr_state":"F"}""")]
    [InlineData("""{"apikey":"a-live-key-of-the-tests ","bill_id":"A1","appr_state":"F"}""")]
    [InlineData("""{"apikey":"a-live-key-of-the-tests\u0000","bill_id":"A1","appr_state":"F"}""")]
    [InlineData("""{"apikey":"wrong","bill_id":"a bill id that is far too long","appr_state":"?"}""")]
    [InlineData("""{"body":{"apikey":"a-live-key-of-the-tests"},"bill_id":"A1","appr_state":"F"}""")]
    public async Task An_unknown_or_missing_key_is_401_whatever_else_is_wrong(string body) =>
        Assert.Equal((401, Unknown), await bed.Http.PostAsync(body));

    [Theory]
    [InlineData("bill_id", null, "bill_id is missing.")]
    [InlineData("bill_id", "[]", "bill_id is not a string.")]
    [InlineData(
        "bill_id",
        "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"",
        "bill_id is longer than 64 characters."
    )]
    [InlineData("appr_state", null, "appr_state is missing.")]
    [InlineData("appr_state", "\"X\"", "appr_state must be W, D, F or C.")]
    public async Task An_invalid_callback_of_ours_is_400_and_kept_as_a_dead_letter(string field, string? value, string problem)
    {
        var mark = Some.BillId();
        var body = Some.Json(_bill, (field, value is null ? null : JsonNode.Parse(value)), ("appr_num", mark));

        for (var time = 1; time <= 2; time++)
            Assert.Equal((400, $$"""{"code":"9999","msg":"{{problem}}"}"""), await bed.Http.PostAsync(body));

        var letter = Assert.Single(
            bed.Tables.GetTableClient("DeadLetters").Query<TableEntity>(),
            row => Content(row).Contains(mark, StringComparison.Ordinal)
        );
        Assert.Equal("InvalidCallback", letter["Reason"]);
        Assert.Equal(2, letter["Count"]);
        Assert.DoesNotContain(Some.ApiKey, Content(letter), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_known_text_that_does_not_decode_is_400() =>
        Assert.Equal(
            (400, """{"code":"9999","msg":"appr_issuer is not text: it escapes half a surrogate pair."}"""),
            await bed.Http.PostAsync($$"""{"apikey":"{{Some.ApiKey}}","bill_id":"{{_bill}}","appr_state":"F","appr_issuer":"\ud800"}""")
        );

    [Fact]
    public async Task A_BOM_and_any_content_type_are_read()
    {
        using var content = new ByteArrayContent([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Some.Json(_bill))]);
        content.Headers.ContentType = new("text/html");
        using var response = await bed.Http.PostAsync("api/payssam/callback", content);

        Assert.Equal(Success, await response.Content.ReadAsStringAsync());
    }

    private string Nested(int depth) =>
        $$"""
            {"apikey":"{{Some.ApiKey}}","bill_id":"{{_bill}}","appr_state":"F",
            "x":{{new string('[', depth)}}{{new string(']', depth)}}}
            """;

    private static string Content(TableEntity letter) => Encoding.UTF8.GetString(letter.GetBinary("Content"));
}

public sealed class WireTableOnLocalHost(TestBed bed) : WireTableTests(bed);

public sealed class WireTableOnFunctions(FunctionsBed bed) : WireTableTests(bed);
