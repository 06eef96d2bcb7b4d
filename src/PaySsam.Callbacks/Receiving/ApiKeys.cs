using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using PaySsam.Callbacks.Hosting;

namespace PaySsam.Callbacks.Receiving;

/// <summary>The live callback keys.</summary>
public sealed class ApiKeys
{
    private readonly byte[][] _keys;
    private readonly byte[][] _digests;

    public ApiKeys(IOptions<PaySsamOptions> options)
    {
        _keys = [.. options.Value.ApiKeys.Where(key => !string.IsNullOrEmpty(key)).Select(key => Encoding.UTF8.GetBytes(key!))];
        _digests = [.. _keys.Select(SHA256.HashData)];
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

    /// <summary>Whether a live key stands anywhere in a text that is not a credential.</summary>
    public bool AreIn(ReadOnlySpan<byte> text)
    {
        foreach (var key in _keys)
        {
            if (text.IndexOf(key) >= 0)
                return true;
        }

        return false;
    }
}
