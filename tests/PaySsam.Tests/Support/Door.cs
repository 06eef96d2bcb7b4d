using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Settings;

namespace PaySsam.Tests.Support;

/// <summary>What authenticates a callback, without the rest of the product.</summary>
internal static class Door
{
    public const string PartnerKey = "the-partners-own-key";
    public const string WebhookSecret = "whsec_YW4gZXZlbnRzIHNlY3JldCBvZiB0ZXN0cw==";

    public static Credentials Credentials(string?[] keys, params string?[] tokens) => new(Options(keys, tokens));

    public static Authenticator Authenticator(string?[] keys, params string?[] tokens) =>
        new(Credentials(keys, tokens), Secrets(keys, tokens));

    /// <summary>With those of the webhook and of asking, too.</summary>
    public static Secrets Secrets(string?[] keys, params string?[] tokens)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["PaySsam:Api:BaseUrl"] = "https://payssam.test/",
                    ["PaySsam:Api:Version"] = "v2",
                    ["PaySsam:Api:Key"] = PartnerKey,
                    ["PaySsam:Webhook:Url"] = "https://receiver.test/",
                    ["PaySsam:Webhook:Secrets:0"] = WebhookSecret,
                }
            )
            .Build();
        return new(
            Options(keys, tokens),
            ApiOptions.Read(configuration, loopback: false),
            WebhookOptions.Read(configuration, loopback: false)
        );
    }

    /// <summary>Those of asking with another key.</summary>
    public static Secrets Secrets(string?[] keys, ApiOptions api) => new(Options(keys, []), api, new WebhookOptions(null, [], []));

    private static IOptions<PaySsamOptions> Options(string?[] keys, string?[] tokens) =>
        Microsoft.Extensions.Options.Options.Create(new PaySsamOptions { ApiKeys = keys, UrlTokens = tokens });
}
