using System.Text;
using Microsoft.Extensions.Options;
using PaySsam.Callbacks.Hosting;
using PaySsam.Callbacks.Receiving;

namespace PaySsam.Tests.Callbacks.Receiving;

public class AuthenticatorTests
{
    private const string Key = "first-live-key-0";
    private const string Other = "1234567890123456";
    private static readonly Authenticator Authenticator = new(new ApiKeys(Options.Create(new PaySsamOptions { ApiKeys = ["", Key, null, Other] })));

    [Theory]
    [InlineData("""{"apikey":"first-live-key-0"}""")]
    [InlineData("""{"apikey":"1234567890123456"}""")]
    [InlineData("""{"apikey":1234567890123456}""")]
    [InlineData("""{"api\u006bey":"first\u002dlive-key-0"}""")]
    public void Every_live_key_is_accepted(string body) => Assert.Equal(Authentication.Accepted, Authenticate(body).Result);

    [Theory]
    [InlineData("""{"apikey":""}""")]
    [InlineData("""{"apikey":null}""")]
    [InlineData("""{"apikey":true}""")]
    [InlineData("""{"APIKEY":"first-live-key-0"}""")]
    [InlineData("""{"apikey":"first-live-key-"}""")]
    [InlineData("""{"apikey":"first-live-key-01"}""")]
    [InlineData("""{"x":{"apikey":"first-live-key-0"}}""")]
    public void Nothing_else_is(string body)
    {
        var (result, json) = Authenticate(body);
        Assert.Equal(Authentication.Refused, result);
        Assert.Empty(json);
    }

    [Theory]
    [InlineData("""{"apikey":"first-live-key-0"}""", "{}")]
    [InlineData("""{ "apikey" : "first-live-key-0" }""", "{ }")]
    [InlineData("""{"apikey":"first-live-key-0","a":1}""", """{"a":1}""")]
    [InlineData("""{"a":1,"apikey":"first-live-key-0"}""", """{"a":1}""")]
    [InlineData("""{"a":1 , "apikey":"first-live-key-0" , "b":2}""", """{"a":1 , "b":2}""")]
    [InlineData("""{"a":{},"apikey":"first-live-key-0"}""", """{"a":{}}""")]
    [InlineData("""{"a":[1,[]],"apikey":"first-live-key-0","b":null}""", """{"a":[1,[]],"b":null}""")]
    public void The_apikey_is_taken_out_and_nothing_else_changes(string body, string json) =>
        Assert.Equal((Authentication.Accepted, json), Authenticate(body));

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
    public void A_live_key_is_blanked_wherever_else_it_stands(string value, string blanked) => Assert.Equal(
        (Authentication.Accepted, $$"""{"x":{{blanked}},"y":"한글 \/"}"""),
        Authenticate($$"""{"x":{{value}},"apikey":"{{Key}}","y":"한글 \/"}"""));

    private static (Authentication Result, string Json) Authenticate(string body)
    {
        var result = Authenticator.Authenticate(Encoding.UTF8.GetBytes(body), out var json, out _);
        return (result, Encoding.UTF8.GetString(json.Span));
    }
}
