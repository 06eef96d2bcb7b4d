using System.Net;
using System.Net.Sockets;

namespace PaySsam.Tests.Support;

/// <summary>Ports for servers that start later, or again. They lie below those that systems give to a client or to port 0.</summary>
internal static class FreePorts
{
    private static int _last = Random.Shared.Next(20_000, 32_000);

    /// <summary>One that nobody listens on, and that no other test of this process gets soon.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = 20_000 + (Interlocked.Increment(ref _last) % 12_000);
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: another.
            }
        }
    }
}
