using System.Collections.Specialized;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PaySsam.Simulator.Listening;

/// <summary>Checks a post as a receiver of Standard Webhooks does.</summary>
internal sealed class WebhookSignature
{
    private const string SecretPrefix = "whsec_";
    private const string SignaturePrefix = "v1,";

    // Older than that, it may be somebody's recording of an earlier one.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private readonly byte[] _secret;

    private WebhookSignature(byte[] secret) => _secret = secret;

    /// <summary>Null where the text is not <c>whsec_</c> and base64.</summary>
    public static WebhookSignature? Of(string secret)
    {
        try
        {
            return secret.StartsWith(SecretPrefix, StringComparison.Ordinal)
                ? new(Convert.FromBase64String(secret[SecretPrefix.Length..]))
                : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Whether one of the signatures is that of this secret, and the post is of now.</summary>
    public bool IsGood(NameValueCollection headers, byte[] body, DateTimeOffset now)
    {
        var (id, timestamp) = (headers["webhook-id"], headers["webhook-timestamp"]);
        if (
            !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(now.ToUnixTimeSeconds() - seconds) > Tolerance.TotalSeconds
        )
            return false;
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var expected = Encoding.UTF8.GetBytes(SignaturePrefix + Convert.ToBase64String(HMACSHA256.HashData(_secret, signed)));
        return (headers["webhook-signature"] ?? "")
            .Split(' ')
            .Any(signature => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), expected));
    }
}
