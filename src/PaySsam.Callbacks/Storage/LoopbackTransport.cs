using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;

namespace PaySsam.Callbacks.Storage;

/// <summary>
/// The way to a storage on this machine: without a proxy. The SDK's own transport reads <c>HTTP_PROXY</c> itself, and makes no
/// exception for this machine. The same holds for the identity's own endpoint, which hands out tokens.
/// </summary>
internal static class LoopbackTransport
{
    // Otherwise as the SDK's own.
    public static readonly HttpClientTransport Direct = new(
        new HttpClient(
            new SocketsHttpHandler
            {
                UseProxy = false,
                AllowAutoRedirect = false,
                UseCookies = false,
                MaxConnectionsPerServer = 50,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        }
    );

    /// <summary>Null where the storage is elsewhere, or its setting cannot be read.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="uriName">Of the service's URL, where there is no connection string.</param>
    public static HttpPipelineTransport? For(IConfiguration configuration, string uriName)
    {
        var settings = configuration.GetSection(StorageNames.Connection);
        var address =
            settings.Value is { Length: > 0 } connectionString ? ReadAddress(connectionString, uriName)
            : Uri.TryCreate(settings[uriName], UriKind.Absolute, out var uri) ? uri
            : null;
        return address is { IsLoopback: true } ? Direct : null;
    }

    private static Uri? ReadAddress(string connectionString, string uriName)
    {
        try
        {
            return uriName == "tableServiceUri"
                ? new TableServiceClient(connectionString).Uri
                : new QueueServiceClient(connectionString).Uri;
        }
        catch (Exception fault) when (fault is FormatException or InvalidOperationException or ArgumentException)
        {
            return null; // The client that is made of it will say so.
        }
    }
}
