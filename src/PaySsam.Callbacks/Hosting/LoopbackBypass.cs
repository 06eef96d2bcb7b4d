using System.Net;

namespace PaySsam.Callbacks.Hosting;

/// <summary>
/// The machine's proxy, but never on the way to this machine itself. A proxy cannot reach it, and could read what is sent there
/// in plain: keys, and the identity's tokens.
/// </summary>
internal sealed class LoopbackBypass(IWebProxy proxy) : IWebProxy
{
    public ICredentials? Credentials
    {
        get => proxy.Credentials;
        set => proxy.Credentials = value;
    }

    /// <summary>
    /// For every HTTP client of the process that chooses no proxy itself. The Azure SDK does: see
    /// <see cref="Storage.LoopbackTransport"/>.
    /// </summary>
    public static void Install()
    {
        if (HttpClient.DefaultProxy is not LoopbackBypass)
            HttpClient.DefaultProxy = new LoopbackBypass(HttpClient.DefaultProxy);
    }

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : proxy.GetProxy(destination);

    public bool IsBypassed(Uri host) => host.IsLoopback || proxy.IsBypassed(host);
}
