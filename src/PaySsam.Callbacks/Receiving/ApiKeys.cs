using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using PaySsam.Callbacks.Hosting;

namespace PaySsam.Callbacks.Receiving;

/// <summary>The live callback keys.</summary>
public sealed class ApiKeys
{
    // A shorter key would be found in too much that is none.
    private const int ShortestSought = 8;

    private readonly (byte[] Text, bool IsSought)[] _keys;
    private readonly byte[][] _digests;

    public ApiKeys(IOptions<PaySsamOptions> options)
    {
        _keys = [.. options.Value.ApiKeys.Where(key => !string.IsNullOrEmpty(key)).Select(key => (Encoding.UTF8.GetBytes(key!), key!.Length >= ShortestSought))];
        _digests = [.. _keys.Select(key => SHA256.HashData(key.Text))];
    }

    /// <summary>
    /// Whether <paramref name="candidate"/> is a live key, in a time that tells nothing of the keys: digests have
    /// one length, and each is compared whole.
    /// </summary>
    public bool IsLive(ReadOnlySpan<byte> candidate)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(candidate, digest);
        var live = false;
        foreach (var known in _digests)
            live |= CryptographicOperations.FixedTimeEquals(known, digest);
        return live;
    }

    /// <summary>Whether a text that is not a credential holds a live key anywhere, or, of those shorter than 8 characters, is one.</summary>
    public bool AreIn(ReadOnlySpan<byte> text)
    {
        foreach (var (key, isSought) in _keys)
        {
            if (isSought ? text.IndexOf(key) >= 0 : text.SequenceEqual(key))
                return true;
        }

        return false;
    }
}
