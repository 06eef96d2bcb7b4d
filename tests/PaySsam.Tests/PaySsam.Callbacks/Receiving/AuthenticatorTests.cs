using System.Text;
using PaySsam.Callbacks.Receiving;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Receiving;

public class AuthenticatorTests
{
    private const string Key = "first-live-key-0";
    private const string Other = "1234567890123456";
    private const string Token = "aurltokenof32charactersforthetest";
    private static readonly Authenticator Authenticator = With("", Key, null, Other);

    [Theory]
    [InlineData("""{"apikey":"first-live-key-0"}""")]
    [InlineData("""{"apikey":"1234567890123456"}""")]
    [InlineData("""{"apikey":1234567890123456}""")]
    [InlineData("""{"api\u006bey":"first\u002dlive-key-0"}""")]
    [InlineData("""{"apiKey":"first-live-key-0"}""")]
    [InlineData("""{"api\u004bey":1234567890123456}""")]
    [InlineData("""{"apikey":"first-live-key-0","apiKey":"first-live-key-\u0030"}""")]
    [InlineData("""{"apikey":null,"apiKey":"first-live-key-0"}""")]
    [InlineData("""{"apiKey":"first-live-key-0","apikey":""}""")]
    [InlineData("""{"apiKey":"first-live-key-0","data":{"apiKey":"another","apikey":{},"x":{"apiKey":1}}}""")]
    [InlineData("""{"data":{"apiKey":"first-live-key-0"}}""")]
    [InlineData("""{"data":{"data":{"apiKey":"first-live-key-0"}}}""")]
    [InlineData("""{"data":{"apikey":"","data":{"apiKey":"first-live-key-0"}}}""")]
    [InlineData("""{"apiKey":null,"b\u0069ll":{"x":{"apikey":"another"},"apikey":"first-live-key-0"},"data":"x"}""")]
    public void Every_live_key_is_accepted(string body) => Assert.Equal(Authentication.ByKey, Authenticate(body).Result);

    [Theory]
    [InlineData("""{"apikey":""}""")]
    [InlineData("""{"apikey":null}""")]
    [InlineData("""{"apikey":true}""")]
    [InlineData("""{"APIKEY":"first-live-key-0"}""")]
    [InlineData("""{"apikey":"first-live-key-"}""")]
    [InlineData("""{"apikey":"first-live-key-01"}""")]
    [InlineData("""{"x":{"apikey":"first-live-key-0"}}""")]
    [InlineData("""{"ApiKey":"first-live-key-0","api_key":"first-live-key-0"}""")]
    [InlineData("""{"apiKey":"another","data":{"apiKey":"first-live-key-0"}}""")]
    [InlineData("""{"apiKey":true,"data":{"apiKey":"first-live-key-0"}}""")]
    [InlineData("""{"data":{"apiKey":"first-live-key-0"},"bill":{}}""")]
    [InlineData("""{"data":{"apiKey":"first-live-key-0"},"data":{}}""")]
    [InlineData("""{"data":{"x":{"apiKey":"first-live-key-0"}}}""")]
    [InlineData("""{"data":{"data":{"data":{"apiKey":"first-live-key-0"}}}}""")]
    [InlineData("""{"data":{"bill":{"apiKey":"first-live-key-0"}}}""")]
    [InlineData("""{"bill":{"data":{"apiKey":"first-live-key-0"}}}""")]
    [InlineData("""{"data":{"data":{"apiKey":"first-live-key-0"},"data":{}}}""")]
    [InlineData("""{"data":{"apiKey":"another","data":{"apiKey":"first-live-key-0"}}}""")]
    [InlineData("""{"data":[{"apiKey":"first-live-key-0"}]}""")]
    [InlineData("""{"Data":{"apiKey":"first-live-key-0"}}""")]
    public void Nothing_else_is(string body)
    {
        var (result, json) = Authenticate(body);
        Assert.Equal(Authentication.Refused, result);
        Assert.Empty(json);
    }

    [Theory]
    [InlineData("""{"apikey":"first-live-key-0","apikey":"first-live-key-0"}""")]
    [InlineData("""{"apikey":"first-live-key-0","apiKey":"1234567890123456"}""")]
    [InlineData("""{"apikey":"first-live-key-0","apiKey":"another"}""")]
    [InlineData("""{"apiKey":{},"apikey":"first-live-key-0"}""")]
    [InlineData("""{"apiKey":"first-live-key-0","x":1,"api\u004bey":"first-live-key-0","apikey":"first-live-key-0"}""")]
    [InlineData("""{"data":{"apikey":"first-live-key-0","apiKey":"another"}}""")]
    public void Keys_that_differ_or_that_one_name_gives_twice_are_refused(string body)
    {
        var door = Authenticator.Authenticate(Encoding.UTF8.GetBytes(body));
        Assert.Equal((Authentication.Unreadable, "apikey is given twice."), (door.Result, door.Problem));
        Assert.True(door.Json.IsEmpty);
    }

    [Theory]
    [InlineData("""{"apikey":"first-live-key-0"}""", "{}")]
    [InlineData("""{ "apikey" : "first-live-key-0" }""", "{ }")]
    [InlineData("""{"apikey":"first-live-key-0","a":1}""", """{"a":1}""")]
    [InlineData("""{"a":1,"apikey":"first-live-key-0"}""", """{"a":1}""")]
    [InlineData("""{"a":1 , "apikey":"first-live-key-0" , "b":2}""", """{"a":1 , "b":2}""")]
    [InlineData("""{"a":{},"apikey":"first-live-key-0"}""", """{"a":{}}""")]
    [InlineData("""{"a":[1,[]],"apikey":"first-live-key-0","b":null}""", """{"a":[1,[]],"b":null}""")]
    [InlineData("""{"apiKey":"first-live-key-0","a":1}""", """{"a":1}""")]
    [InlineData("""{"apikey":"first-live-key-0" , "apiKey":"first-live-key-0"}""", "{}")]
    [InlineData("""{"a":1,"apikey":"first-live-key-0", "apiKey":"first-live-key-0"}""", """{"a":1}""")]
    [InlineData("""{"apikey":null,"apiKey":"first-live-key-0", "a":1}""", """{"a":1}""")]
    [InlineData("""{"apiKey":"first-live-key-0","a":1,"apikey":"first-live-key-0"}""", """{"a":1}""")]
    [InlineData(
        """{"apiKey":"first-live-key-0","data":{"apiKey":"an old one","billId":"A1"},"a":1}""",
        """{"data":{"billId":"A1"},"a":1}"""
    )]
    [InlineData(
        """{"apiKey":"first-live-key-0","data":{"billId":"A1","apiKey":"first-live-key-0", "apikey":{"x":["first-live-key-0"]} }}""",
        """{"data":{"billId":"A1" }}"""
    )]
    [InlineData("""{"bill":{"apiKey":"first-live-key-0"},"a":{"apiKey":"x"}}""", """{"bill":{},"a":{"apiKey":""}}""")]
    [InlineData(
        """{"bill":{"apiKey":"x"},"data":{"apiKey":"first-live-key-0"},"apiKey":"first-live-key-0"}""",
        """{"bill":{"apiKey":""},"data":{"apiKey":""}}"""
    )]
    [InlineData(
        """{"apiKey":"first-live-key-0","x":[{"apikey":{"a":[1]}},{"api\u004bey":12},{"apikey":null,"apiKey":""}]}""",
        """{"x":[{"apikey":""},{"api\u004bey":""},{"apikey":null,"apiKey":""}]}"""
    )]
    [InlineData("""{"data":{"data":{"apiKey":"first-live-key-0","billId":"A1"}}}""", """{"data":{"data":{"billId":"A1"}}}""")]
    [InlineData(
        """{"apikey":"first-live-key-0","data":{"a":1,"apikey":"x","data":{"a":1,"apikey":"y"},"apiKey":"z"}}""",
        """{"data":{"a":1,"data":{"a":1}}}"""
    )]
    public void The_apikey_is_taken_out_and_nothing_else_changes(string body, string json) =>
        Assert.Equal((Authentication.ByKey, json), Authenticate(body));

    [Theory]
    [InlineData("\"first-live-key-0\"", "\"\"")]
    [InlineData("\"first\\u002dlive-key-0\"", "\"\"")]
    [InlineData("1234567890123456", "\"\"")]
    [InlineData("[\"x\",\"first-live-key-0\",{\"y\":\"1234567890123456\"}]", "[\"x\",\"\",{\"y\":\"\"}]")]
    [InlineData("{\"first-live-key-0\":{\"apikey\":\"first-live-key-0\"}}", "{\"\":{\"apikey\":\"\"}}")]
    [InlineData("\"k=first-live-key-01\"", "\"\"")]
    [InlineData("\"\\ud800first-live-key-0\"", "\"\"")]
    [InlineData("\"first-live-key-\"", "\"first-live-key-\"")]
    [InlineData("\"\\ud800\"", "\"\\ud800\"")]
    public void A_live_key_is_blanked_wherever_else_it_stands(string value, string blanked) =>
        Assert.Equal(
            (Authentication.ByKey, $$"""{"x":{{blanked}},"y":"한글 \/"}"""),
            Authenticate($$"""{"x":{{value}},"apikey":"{{Key}}","y":"한글 \/"}""")
        );

    [Theory]
    [InlineData("1234567", "1234567")]
    [InlineData("한글열쇠", "한글열쇠")]
    [InlineData("F", "F")]
    public void A_short_key_is_blanked_where_it_is_the_whole_string_alone(string key, string found)
    {
        var number = char.IsAsciiDigit(key[0]) ? key : "0";
        var body = $$"""{"x":"{{found}}","{{found}}":"a {{found}}","apiKey":"{{key}}","y":["{{found}}0",{{number}}]}""";
        var blanked = $$"""{"x":"","":"a {{found}}","y":["{{found}}0",{{(char.IsAsciiDigit(key[0]) ? "\"\"" : "0")}}]}""";

        Assert.Equal((Authentication.ByKey, blanked), Authenticate(body, With(key)));
    }

    [Fact]
    public void A_key_of_8_characters_is_blanked_wherever_it_stands() =>
        Assert.Equal((Authentication.ByKey, """{"x":""}"""), Authenticate("""{"x":"a 12345678","apiKey":"12345678"}""", With("12345678")));

    private static Authenticator With(params string?[] keys) => Door.Authenticator(keys, Token);

    private static (Authentication Result, string Json) Authenticate(
        string body,
        Authenticator? authenticator = null,
        bool hasToken = false
    )
    {
        var door = (authenticator ?? Authenticator).Authenticate(Encoding.UTF8.GetBytes(body), hasToken);
        return (door.Result, Encoding.UTF8.GetString(door.Json.Span));
    }
}
