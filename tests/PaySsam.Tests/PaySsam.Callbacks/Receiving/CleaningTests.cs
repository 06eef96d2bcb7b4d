using System.Text;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Receiving;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Receiving;

/// <summary>What is taken out of a callback before anything of it is stored.</summary>
public class CleaningTests
{
    private const string Token = "aurltokenof32charactersforthetest";

    [Theory]
    [InlineData(Door.PartnerKey)]
    [InlineData(Token)]
    [InlineData("YW4gZXZlbnRzIHNlY3JldCBvZiB0ZXN0cw==")]
    [InlineData(Door.WebhookSecret)]
    public void Every_secret_is_blanked_wherever_it_stands(string secret)
    {
        var escaped = secret.Replace("a", "\\u0061", StringComparison.Ordinal);
        Assert.Equal(
            """{"x":"","":1,"y":[{"z":""}],"appr_num":""}""",
            Clean($$$"""{"x":"a {{{secret}}} b","{{{secret}}}":1,"y":[{"z":"{{{escaped}}}"}],"appr_num":"{{{secret}}}"}""").Json
        );
    }

    [Theory]
    [InlineData("""{"apprSign":"SIGN","appr_sign":"SIGNED"}""", """{"apprSign":"","appr_sign":""}""", "apprSign 4, appr_sign 6")]
    [InlineData("""{"appr\u0053ign":"S\u0049GN","a":1}""", """{"appr\u0053ign":"","a":1}""", "apprSign 9")]
    [InlineData("""{"a":[{"apprSign":{"b":[1]}}],"apprSign":12}""", """{"a":[{"apprSign":""}],"apprSign":""}""", "apprSign 9, apprSign 2")]
    [InlineData("""{"apprSign":null,"appr_sign":"","apprsign":"x"}""", """{"apprSign":null,"appr_sign":"","apprsign":"x"}""", "")]
    public void A_signature_is_dropped_and_named(string json, string kept, string dropped)
    {
        var clean = Clean(json);
        Assert.Equal((kept, dropped), (clean.Json, Told(clean.Dropped)));
    }

    [Theory]
    [InlineData("x", 4096, false)]
    [InlineData("x", 4097, true)]
    [InlineData("appr_issuer", 4097, false)]
    [InlineData("apprIssuer", 4097, false)]
    public void A_string_outside_the_contract_is_dropped_beyond_4_KiB(string name, int length, bool isDropped)
    {
        var text = new string('a', length);
        foreach (var frame in new[] { "{0}", "{\"data\":{0}}", "{\"data\":{\"data\":{0}}}" })
        {
            var clean = Clean(frame.Replace("{0}", $$"""{"{{name}}":"{{text}}"}""", StringComparison.Ordinal));
            Assert.Equal(
                (
                    frame.Replace("{0}", $$"""{"{{name}}":"{{(isDropped ? "" : text)}}"}""", StringComparison.Ordinal),
                    isDropped ? $"{name} {length}" : ""
                ),
                (clean.Json, Told(clean.Dropped))
            );
        }
    }

    [Fact]
    public void In_a_list_or_an_object_that_is_no_envelope_no_name_is_of_the_contract()
    {
        var text = new string('a', 4097);
        var clean = Clean($$"""{"x":{"appr_issuer":"{{text}}"},"appr_num":["{{text}}"]}""");
        Assert.Equal(
            ("""{"x":{"appr_issuer":""},"appr_num":[""]}""", "appr_issuer 4097, appr_num 4097"),
            (clean.Json, Told(clean.Dropped))
        );
    }

    [Fact]
    public void At_most_20_names_are_told_long_ones_cut_and_secrets_never()
    {
        var text = new string('a', 5000);
        var fields = string.Join(
            ',',
            Enumerable.Range(0, 30).Select(number => $"\"{(number == 0 ? Token : $"{new string('가', 99)}😀{number}")}\":\"{text}\"")
        );
        var clean = Clean($"{{{fields}}}");

        Assert.Equal(20, clean.Dropped.Count);
        Assert.Equal((new DroppedField("", 5000), new DroppedField("*", 55_000)), (clean.Dropped[0], clean.Dropped[^1]));
        Assert.Equal(new string('가', 99), clean.Dropped[1].Name);
    }

    [Theory]
    [InlineData("apikey=aurltokenof32charactersforthetest&x=1", "apikey=&x=1")]
    [InlineData("{\"apikey\":\"an-old-key\",\"bill_id\":", "{\"apikey\":\"\",\"bill_id\":")]
    [InlineData("<apiKey>an-old-key</apiKey>", "<apiKey></apiKey>")]
    [InlineData("x=the%2Dpartners%2Down%2dkey&y", "x=&y")]
    [InlineData("x=\\u0074he-partners-own\\u002Dkey;", "x=;")]
    [InlineData("api%6Bey%3Dan%2Dold%2Dkey%26x", "api%6Bey%3D%26x")]
    [InlineData("the-live-key-of-this-test;the+live+key+with+spaces;the%20live key with+spaces", ";;")]
    [InlineData("the-live\\-key-of-\\u0074his-t\\est", "")]
    [InlineData("the-live-k\\u\\u0065y-of-\\uthis-test;", ";")]
    [InlineData("the-live-key-of-this-tes", "the-live-key-of-this-tes")]
    public void A_text_that_nobody_can_read_is_kept_without_secrets(string text, string kept) =>
        Assert.Equal(
            kept,
            Encoding.UTF8.GetString(
                UnreadableText.Keep(
                    Encoding.UTF8.GetBytes(text),
                    Door.Secrets(["the-live-key-of-this-test", "the live key with spaces"], Token)
                )
            )
        );

    [Theory]
    [InlineData("<apikey><![CDATA[an-old-key]]></apikey>", "an-old-key")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"apikey\"\r\n\r\nan-old-key\r\n--b", "an-old-key")]
    [InlineData("{\"apikey\":[\"an-old-key\"],", "an-old-key")]
    [InlineData("apprSign=aaaa,bbbb\r\ncccc&x=1", "cccc")]
    [InlineData("t\0h\0e\0-\0l\0i\0v\0e\0-\0k\0e\0y\0-\0o\0f\0-\0t\0h\0i\0s\0-\0t\0e\0s\0t\0", "live-key")]
    public void A_secret_of_an_unreadable_body_hides_in_no_other_form(string text, string secret)
    {
        var kept = UnreadableText.Keep(Encoding.UTF8.GetBytes(text), Door.Secrets(["the-live-key-of-this-test"], Token));

        Assert.DoesNotContain(secret, Encoding.UTF8.GetString(kept).Replace("\0", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_what_is_still_compressed_only_the_hash_is_kept()
    {
        byte[] gzip = [0x1F, 0x8B, 8, 0, 1, 2, 3];

        var kept = Encoding.UTF8.GetString(UnreadableText.Keep(gzip, Door.Secrets(["the-live-key-of-this-test"], Token)));

        Assert.Equal($"sha256:{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(gzip))}", kept);
    }

    private static (string Json, IReadOnlyList<DroppedField> Dropped) Clean(string json)
    {
        var clean = Door.Authenticator(["the-live-key-of-this-test"], Token).Clean(Encoding.UTF8.GetBytes(json), out var dropped);
        return (Encoding.UTF8.GetString(clean!.Value.Span), dropped);
    }

    private static string Told(IEnumerable<DroppedField> dropped) =>
        string.Join(", ", dropped.Select(field => $"{field.Name} {field.Length}"));
}
