using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace PaySsam.Callbacks.Following;

/// <summary>
/// Which addresses may be posted to. Whoever sets the URL must not reach, by way of us, what only we can reach: so every
/// address that a name has is checked at every connection, and the connection is made to what was checked.
/// </summary>
public sealed class WebhookAddress(
    ImmutableArray<IPNetwork> allowedPrivate,
    bool loopback,
    Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null
)
{
    // Link-local, where clouds answer with credentials; Azure's own service address; and what an operating system takes for itself.
    private static readonly IPNetwork[] Never = Parse(
        "169.254.0.0/16",
        "fe80::/10",
        "168.63.129.16/32",
        "fd00:ec2::254/128",
        "0.0.0.0/8",
        "::/128"
    );

    private static readonly IPNetwork[] NotPublic = Parse(
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20"
    );

    private static readonly IPNetwork PublicIPv6 = IPNetwork.Parse("2000::/3");

    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve = resolve ?? Dns.GetHostAddressesAsync;

    /// <summary>Connects, as <see cref="SocketsHttpHandler.ConnectCallback"/> wants it.</summary>
    /// <exception cref="WebhookAddressException">An address may not be posted to; nothing was sent.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await _resolve(context.DnsEndPoint.Host, cancellationToken);
        if (addresses.Length == 0 || !addresses.All(IsAllowed))
            throw new WebhookAddressException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    internal bool IsAllowed(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (IsIn(Never, address) || (EmbeddedIPv4.Of(address) is { } inner && !IsAllowed(inner)))
            return false;
        return IPAddress.IsLoopback(address) ? loopback : IsIn(allowedPrivate, address) || IsPublic(address);
    }

    private static bool IsPublic(IPAddress address) =>
        (address.AddressFamily is AddressFamily.InterNetwork || PublicIPv6.Contains(address)) && !IsIn(NotPublic, address);

    private static bool IsIn(IEnumerable<IPNetwork> networks, IPAddress address) => networks.Any(network => network.Contains(address));

    private static IPNetwork[] Parse(params string[] networks) => Array.ConvertAll(networks, IPNetwork.Parse);
}

/// <summary>The address that a URL leads to may not be posted to.</summary>
internal sealed class WebhookAddressException() : IOException("The address is not public.");
