using PaySsam.Callbacks.Settings;

namespace PaySsam.Tests.Callbacks.Settings;

public class PaySsamOptionsTests
{
    [Theory]
    [InlineData("k")]
    [InlineData("partner-api-key")]
    [InlineData("a-key-of-thirty-two-characters-0")]
    public void Whatever_key_PaySsam_issued_works(string key) => Assert.True(Validate(key));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData(" ")]
    [InlineData("partner-api-key ")]
    [InlineData("\tpartner-api-key")]
    [InlineData("@microsoft.keyvault(SecretUri=https://v.example/secrets/k)")]
    public void A_key_that_cannot_be_one_does_not(string? key) => Assert.False(Validate(key));

    [Fact]
    public void A_key_that_is_easy_to_guess_is_told_by_its_setting_and_not_quoted()
    {
        var options = new PaySsamOptions { ApiKeys = ["", "partner-api-key", null, "a-key-of-sixteen", "x"] };

        Assert.Equal(
            [
                "PaySsam__ApiKeys__1 is easy to guess: it has a length of 15, below 16. "
                    + "Let PaySsam's addresses alone call the app: the list allowedCallerCidrs.",
                "PaySsam__ApiKeys__4 is easy to guess: it has a length of 1, below 16. "
                    + "Let PaySsam's addresses alone call the app: the list allowedCallerCidrs.",
            ],
            options.Warnings
        );
    }

    [Theory]
    [InlineData("\"a-key-in-double-quotes\"", "a quotation mark")]
    [InlineData("'a-key-in-single-quotes'", "a quotation mark")]
    [InlineData("“a-key-in-curly-quotes”", "a quotation mark")]
    [InlineData("a-key-with-a\u200B-zero-width-space", "an invisible character")]
    [InlineData("\uFEFFa-key-behind-a-byte-order-mark", "an invisible character")]
    [InlineData("a-key-with-a\u00A0no-break-space", "an invisible character")]
    [InlineData("a-key-with-a\ttab-in-its-midst", "an invisible character")]
    public void A_key_that_was_copied_with_something_around_it_works_and_is_warned_of(string key, string what)
    {
        Assert.True(Validate(key));
        var warning = Assert.Single(new PaySsamOptions { ApiKeys = ["", key] }.Warnings);
        Assert.StartsWith($"PaySsam__ApiKeys__1 contains {what}", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("a-key", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("localdevelopmenturltoken00000000")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public void A_token_of_32_to_64_letters_and_digits_works(string? token) => Assert.Null(TokenProblem(token));

    [Theory]
    [InlineData("localdevelopmenturltoken0000000")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234")]
    [InlineData("Localdevelopmenturltoken00000000")]
    [InlineData("localdevelopmenturltoken-0000000")]
    [InlineData("localdevelopmenturltoken0000000\n")]
    [InlineData("localdevelopmenturltoken0000000０")]
    [InlineData(" localdevelopmenturltoken00000000")]
    public void Any_other_stops_the_start(string token) =>
        Assert.Equal("PaySsam__UrlTokens__1 must have 32 to 64 characters, each of a-z or 0-9.", TokenProblem(token));

    [Fact]
    public void A_token_that_was_not_resolved_stops_the_start() =>
        Assert.Equal(
            "PaySsam__UrlTokens__1 is a Key Vault reference that was not resolved: check the identity's access to the vault.",
            TokenProblem("@Microsoft.KeyVault(SecretUri=https://v.example/secrets/k)")
        );

    private static string? TokenProblem(string? token) =>
        new PaySsamOptionsValidator().Validate(null, new() { ApiKeys = ["k"], UrlTokens = ["", token] }).FailureMessage;

    private static bool Validate(string? key) => new PaySsamOptionsValidator().Validate(null, new() { ApiKeys = [key] }).Succeeded;
}
