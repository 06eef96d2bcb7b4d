using System.Net;
using System.Net.Sockets;

namespace PaySsam.LocalHost;

/// <summary>Where LocalHost listens: on this machine only.</summary>
internal static class LoopbackUrl
{
    private const string Default = "http://127.0.0.1:7071";

    /// <summary>The wanted URL, or Core Tools' own when none is; port 0 is any free one.</summary>
    /// <exception cref="StartException">It is not an http URL of a loopback address, or its port is taken.</exception>
    public static string Free(string? wanted)
    {
        var text = string.IsNullOrEmpty(wanted)
            ? Default
            : wanted.Replace("//localhost:", "//127.0.0.1:", StringComparison.OrdinalIgnoreCase);
        if (
            !Uri.TryCreate(text, UriKind.Absolute, out var url)
            || url.Scheme != Uri.UriSchemeHttp
            || url.PathAndQuery != "/"
            || !IPAddress.TryParse(url.DnsSafeHost, out var address)
            || !IPAddress.IsLoopback(address)
        )
            throw new StartException($"LocalHost listens on one http URL of a loopback address, such as {Default}; not on {text}.");
        try
        {
            using var probe = new TcpListener(address, url.Port);
            probe.Start();
            return text;
        }
        catch (SocketException fault) when (fault.SocketErrorCode is SocketError.AddressAlreadyInUse)
        {
            throw new StartException($"Port {url.Port} is taken: choose another with --urls http://127.0.0.1:<port>.");
        }
        catch (SocketException fault)
        {
            throw new StartException($"{text} cannot be listened on: {fault.Message}");
        }
    }
}
