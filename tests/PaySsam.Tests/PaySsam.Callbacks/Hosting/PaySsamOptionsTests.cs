using PaySsam.Callbacks.Hosting;

namespace PaySsam.Tests.Callbacks.Hosting;

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
                "PaySsam__ApiKeys__1 is easy to guess: it has a length of 15, below 16. Let PaySsam's addresses alone call the app: the list allowedCallerCidrs.",
                "PaySsam__ApiKeys__4 is easy to guess: it has a length of 1, below 16. Let PaySsam's addresses alone call the app: the list allowedCallerCidrs.",
            ],
            options.Warnings);
    }

    private static bool Validate(string? key) => new PaySsamOptionsValidator().Validate(null, new() { ApiKeys = [key] }).Succeeded;
}
