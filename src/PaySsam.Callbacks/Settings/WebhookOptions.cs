using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace PaySsam.Callbacks.Settings;

/// <summary>Where changes are posted to, and how. Read once; a problem stops the start, and quotes no secret.</summary>
/// <param name="Url"><c>PaySsam__Webhook__Url</c>; null where there is no webhook.</param>
/// <param name="Secrets"><c>PaySsam__Webhook__Secrets__0</c> and <c>…__1</c>, decoded: every event is signed with each. Two while
/// one is rotated.</param>
/// <param name="AllowedPrivate"><c>PaySsam__Webhook__AllowedPrivateCidrs</c>, separated by commas: networks that are not public
/// and may be posted to.</param>
public sealed record WebhookOptions(Uri? Url, ImmutableArray<byte[]> Secrets, ImmutableArray<IPNetwork> AllowedPrivate)
{
    private const string Prefix = "PaySsam__Webhook__";
    private const string SecretPrefix = "whsec_";

    // What the Standard Webhooks ask for.
    private const int ShortestSecret = 24;
    private const int LongestSecret = 64;

    /// <param name="configuration">The settings.</param>
    /// <param name="loopback">Whether http to this very machine will do: in LocalHost.</param>
    /// <exception cref="OptionsValidationException">A setting cannot be read, or is not safe.</exception>
    public static WebhookOptions Read(IConfiguration configuration, bool loopback)
    {
        var section = configuration.GetSection("PaySsam:Webhook");
        if (section["Url"] is not { Length: > 0 } url)
            return new WebhookOptions(null, [], []);
        ImmutableArray<byte[]> secrets =
        [
            .. section.GetSection("Secrets").GetChildren().Where(slot => !string.IsNullOrEmpty(slot.Value)).Select(ReadSecret),
        ];
        if (secrets.IsEmpty)
            throw Problem("Secrets__0", "is missing: set it to whsec_ and 24 to 64 random bytes in base64");
        return new WebhookOptions(Setting.Url(Prefix + "Url", url, loopback), secrets, ReadNetworks(section["AllowedPrivateCidrs"]));
    }

    private static byte[] ReadSecret(IConfigurationSection slot)
    {
        var secret = new byte[LongestSecret + 1];
        var text = slot.Value!;
        return
            text.StartsWith(SecretPrefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(text[SecretPrefix.Length..], secret, out var length)
            && length is >= ShortestSecret and <= LongestSecret
            ? secret[..length]
            : throw Problem(
                $"Secrets__{slot.Key}",
                Setting.IsUnresolved(text) ? Setting.Unresolved : "is not whsec_ and 24 to 64 bytes in base64"
            );
    }

    private static ImmutableArray<IPNetwork> ReadNetworks(string? text) =>
        [
            .. (text ?? "")
                .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(cidr =>
                    IPNetwork.TryParse(cidr, out var network)
                        ? network
                        : throw Problem("AllowedPrivateCidrs", "is not a list of networks such as 10.1.0.0/16")
                ),
        ];

    private static OptionsValidationException Problem(string setting, string problem) => Setting.Problem(Prefix + setting, problem);
}
