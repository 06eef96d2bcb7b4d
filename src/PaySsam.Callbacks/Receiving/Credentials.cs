using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using PaySsam.Callbacks.Settings;

namespace PaySsam.Callbacks.Receiving;

/// <summary>
/// What lets a callback in: a live key in its body, or a token in the URL. Comparing takes a time that tells nothing of either.
/// </summary>
public sealed class Credentials
{
    private readonly byte[][] _keys;
    private readonly byte[][] _tokens;
    private readonly byte[][] _keyDigests;
    private readonly byte[][] _tokenDigests;

    public Credentials(IOptions<PaySsamOptions> options)
    {
        _keys = Filled(options.Value.ApiKeys);
        _tokens = Filled(options.Value.UrlTokens);
        _keyDigests = [.. _keys.Select(SHA256.HashData)];
        _tokenDigests = [.. _tokens.Select(SHA256.HashData)];
    }

    /// <summary>The live keys.</summary>
    internal IReadOnlyList<byte[]> Keys => _keys;

    /// <summary>Whether <paramref name="candidate"/> is a live key.</summary>
    public bool IsKey(ReadOnlySpan<byte> candidate) => IsAny(_keyDigests, candidate);

    /// <summary>The first of some texts that is a token; null where none is.</summary>
    public byte[]? FindToken(IEnumerable<string?> candidates)
    {
        foreach (var candidate in candidates)
        {
            var token = Encoding.UTF8.GetBytes(candidate ?? "");
            if (IsAny(_tokenDigests, token))
                return token;
        }

        return null;
    }

    /// <summary>HMAC-SHA256 of a key under a token: tells later whether it was the key that is live by then, and nothing else.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> token) => HMACSHA256.HashData(token, key);

    /// <summary>Whether a live key and a token give this seal.</summary>
    public bool Open(ReadOnlySpan<byte> seal)
    {
        var opens = false;
        foreach (var token in _tokens)
        {
            foreach (var key in _keys)
                opens |= CryptographicOperations.FixedTimeEquals(Seal(key, token), seal);
        }

        return opens;
    }

    /// <summary>Digests have one length, and each is compared whole.</summary>
    private static bool IsAny(byte[][] digests, ReadOnlySpan<byte> candidate)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(candidate, digest);
        var isAny = false;
        foreach (var known in digests)
            isAny |= CryptographicOperations.FixedTimeEquals(known, digest);
        return isAny;
    }

    private static byte[][] Filled(IEnumerable<string?> texts) =>
        [.. texts.Where(text => !string.IsNullOrEmpty(text)).Select(text => Encoding.UTF8.GetBytes(text!))];
}
