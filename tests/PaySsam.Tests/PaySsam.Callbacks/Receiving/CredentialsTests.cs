using System.Text;
using PaySsam.Callbacks.Receiving;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Receiving;

public class CredentialsTests
{
    private const string Key = "the-live-key/of=this+test";
    private const string Token = "aurltokenof32charactersforthetest";
    private const string Other = "anothertokenof32charactersforthis";
    private static readonly Credentials Credentials = Door.Credentials(["", Key, null], "", Token, Other);

    [Theory]
    [InlineData(Token)]
    [InlineData(Other)]
    [InlineData("x", null, "", Token)]
    public void A_right_token_is_found(params string?[] tokens) =>
        Assert.Equal(tokens[^1], Encoding.UTF8.GetString(Credentials.FindToken(tokens)!));

    [Theory]
    [InlineData]
    [InlineData("")]
    [InlineData("AURLTOKENOF32CHARACTERSFORTHETEST")]
    [InlineData("aurltokenof32charactersforthetest ")]
    [InlineData("aurltokenof32charactersforthetes")]
    [InlineData(Key)]
    public void A_wrong_one_counts_for_nothing(params string?[] tokens) => Assert.Null(Credentials.FindToken(tokens));

    [Fact]
    public void A_seal_opens_once_its_key_is_live_under_a_token_that_is()
    {
        var seal = Credentials.Seal(Encoding.UTF8.GetBytes("a-new-key"), Encoding.UTF8.GetBytes(Token));

        Assert.False(Credentials.Open(seal));
        Assert.False(Door.Credentials(["a-new-key"], Other).Open(seal));
        Assert.False(Door.Credentials(["a-new-key "], Token).Open(seal));
        Assert.False(Door.Credentials(["a-new-key"]).Open(seal));
        Assert.True(Door.Credentials(["x", "a-new-key"], Other, Token).Open(seal));
    }

    [Theory]
    [InlineData("apikey=the-live-key/of=this+test", false)] // A = belongs to the key, and so is no end of it.
    [InlineData("apikey:the-live-key/of=this+test;", true)]
    [InlineData("{\"apikey\":\"the-live-key/of=this+test\"", true)]
    [InlineData("the-live-key/of=this+test", true)]
    [InlineData("a the%2Dlive%2dkey%2Fof%3Dthis%2Btest&", true)]
    [InlineData("(the-live-key/of=this+test)", true)]
    [InlineData("(the-live-key/of=this+test-)", false)]
    [InlineData("(the-live-key/of=this+tes)", false)]
    [InlineData("", false)]
    public void A_live_key_is_found_in_what_nobody_can_read(string text, bool isFound) =>
        Assert.Equal(isFound, new KeySearch(Credentials).Finds(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_short_key_is_found_as_well() =>
        Assert.True(new KeySearch(Door.Credentials(["k7", "a-longer-key-beside-it"])).Finds("x=k7&"u8));
}
