using System.Net;
using System.Net.Sockets;

namespace PaySsam.Callbacks.Following;

/// <summary>The IPv4 address that a translator or a tunnel makes of an IPv6 one: what is sent to the one arrives at the other.</summary>
internal static class EmbeddedIPv4
{
    // Networks that hold it, and the byte at which it begins.
    private static readonly (IPNetwork Network, int At)[] Places =
    [
        (IPNetwork.Parse("64:ff9b::/96"), 12), // NAT64, RFC 6052.
        (IPNetwork.Parse("64:ff9b:1::/48"), 12), // NAT64 of a network's own, RFC 8215, with prefixes of 96 bits.
        (IPNetwork.Parse("2002::/16"), 2), // 6to4, RFC 3056.
        (IPNetwork.Parse("::ffff:0:0:0/96"), 12), // Translated, RFC 2765.
        (IPNetwork.Parse("::/96"), 12), // Compatible, RFC 4291.
    ];

    /// <summary>Null where it holds none.</summary>
    public static IPAddress? Of(IPAddress address)
    {
        if (address.AddressFamily is not AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(address))
            return null;
        foreach (var (network, at) in Places)
        {
            if (network.Contains(address))
                return new IPAddress(address.GetAddressBytes().AsSpan(at, 4));
        }

        return null;
    }
}
