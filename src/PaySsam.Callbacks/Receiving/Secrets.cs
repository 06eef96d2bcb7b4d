using System.Text;
using Microsoft.Extensions.Options;
using PaySsam.Callbacks.Settings;

namespace PaySsam.Callbacks.Receiving;

/// <summary>
/// Every secret that must never be stored, whether PaySsam pushes it or answers it: the live keys, the URL's tokens, the key that
/// PaySsam is asked with, and the webhook's secrets.
/// </summary>
public sealed class Secrets
{
    // A shorter one would be found in too much that is none.
    private const int ShortestSought = 8;

    private readonly (byte[] Text, bool IsSought)[] _all;

    public Secrets(IOptions<PaySsamOptions> options, ApiOptions api, WebhookOptions webhook) =>
        _all = [
            .. options
                .Value.ApiKeys.Concat(options.Value.UrlTokens)
                .Append(api.Key)
                .Concat(webhook.Secrets.Select(Convert.ToBase64String))
                .Where(secret => !string.IsNullOrEmpty(secret))
                .Distinct()
                .Select(secret => (Encoding.UTF8.GetBytes(secret!), secret!.Length >= ShortestSought)),
        ];

    /// <summary>Whether a text that is not a credential holds a secret anywhere, or, of those shorter than 8 characters, is one.</summary>
    public bool AreIn(ReadOnlySpan<byte> text)
    {
        foreach (var (secret, isSought) in _all)
        {
            if (isSought ? text.IndexOf(secret) >= 0 : text.SequenceEqual(secret))
                return true;
        }

        return false;
    }

    /// <summary>Where the secrets of 8 characters and more stand in a text.</summary>
    internal IEnumerable<Range> FindIn(ReadOnlyMemory<byte> text)
    {
        foreach (var (secret, _) in _all.Where(one => one.IsSought))
        {
            for (int from = 0, at; (at = text.Span[from..].IndexOf(secret)) >= 0; from += at + secret.Length)
                yield return (from + at)..(from + at + secret.Length);
        }
    }
}
