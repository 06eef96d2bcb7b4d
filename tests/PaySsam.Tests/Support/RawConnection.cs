using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PaySsam.Tests.Support;

/// <summary>A TCP connection to a server, for what no HTTP client would send.</summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public static async Task<RawConnection> OpenAsync(Uri server)
    {
        var connection = new RawConnection();
        await connection._socket.ConnectAsync(IPAddress.Parse(server.Host), server.Port);
        return connection;
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        for (var sent = 0; sent < bytes.Length; )
            sent += await _socket.SendAsync(bytes[sent..]).AsTask().WaitAsync(Patience);
    }

    /// <summary>Tells that nothing more will come.</summary>
    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>What comes first.</summary>
    public async Task<string> ReadAsync()
    {
        var buffer = new byte[16 * 1024];
        return Encoding.UTF8.GetString(buffer, 0, await _socket.ReceiveAsync(buffer).WaitAsync(Patience));
    }

    /// <summary>All that comes until the server closes the connection.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var answer = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            while (await _socket.ReceiveAsync(buffer).WaitAsync(Patience) is > 0 and var length)
                answer.Write(buffer, 0, length);
        }
        catch (SocketException)
        {
            // Closed while we were still sending.
        }

        return Encoding.UTF8.GetString(answer.ToArray());
    }

    /// <summary>Breaks off, so that the server sees a reset.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    public void Dispose() => _socket.Dispose();
}
