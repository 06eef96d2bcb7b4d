using System.Net;

namespace PaySsam.Simulator.Wire;

/// <summary>The machine's proxy, but never on the way to this machine itself: a proxy cannot reach it, and could read the key.</summary>
internal sealed class LoopbackBypass(IWebProxy proxy) : IWebProxy
{
    public ICredentials? Credentials
    {
        get => proxy.Credentials;
        set => proxy.Credentials = value;
    }

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : proxy.GetProxy(destination);

    public bool IsBypassed(Uri host) => host.IsLoopback || proxy.IsBypassed(host);
}
