using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;

namespace PaySsam.Callbacks.Storage;

/// <summary>Storage clients from the setting <c>PaySsamStorage</c>, in the forms that Functions triggers read too.</summary>
internal static class StorageClients
{
    /// <summary>
    /// For the acknowledgement, which has 5 s in all: three attempts, in 4.5 s at the most. (By default the SDK takes
    /// 25 s to give up on a refused connection.)
    /// </summary>
    public static QueueServiceClient CreateQueues(IConfiguration configuration)
    {
        // A version of the service that the Azurite releases in use know; nothing newer is needed.
        var options = new QueueClientOptions(QueueClientOptions.ServiceVersion.V2024_11_04)
        {
            MessageEncoding = QueueMessageEncoding.None,
            Retry =
            {
                Mode = RetryMode.Exponential,
                MaxRetries = 2,
                Delay = TimeSpan.FromMilliseconds(100),
                MaxDelay = TimeSpan.FromMilliseconds(500),
                NetworkTimeout = TimeSpan.FromSeconds(1.4),
            },
        };
        return configuration[StorageNames.Connection] is { Length: > 0 } connectionString
            ? new QueueServiceClient(connectionString, options)
            : new QueueServiceClient(ServiceUri(configuration, "queueServiceUri"), Credential(configuration), options);
    }

    /// <summary>For the recording, which the queue repeats: the SDK's own retries, but no attempt of more than 10 s.</summary>
    public static TableServiceClient CreateTables(IConfiguration configuration)
    {
        var options = new TableClientOptions { Retry = { NetworkTimeout = TimeSpan.FromSeconds(10) } };
        return configuration[StorageNames.Connection] is { Length: > 0 } connectionString
            ? new TableServiceClient(connectionString, options)
            : new TableServiceClient(ServiceUri(configuration, "tableServiceUri"), Credential(configuration), options);
    }

    private static Uri ServiceUri(IConfiguration configuration, string name) =>
        Uri.TryCreate(Setting(configuration, name), UriKind.Absolute, out var uri)
            ? uri
            : throw new InvalidOperationException(
                $"Storage is not configured: set {StorageNames.Connection} to a connection string, or {StorageNames.Connection}__{name} to a service's URL.");

    private static TokenCredential Credential(IConfiguration configuration)
    {
        if (!string.Equals(Setting(configuration, "credential"), "managedidentity", StringComparison.OrdinalIgnoreCase))
            return new DefaultAzureCredential();
        return new ManagedIdentityCredential(Setting(configuration, "clientId") is { Length: > 0 } clientId
            ? ManagedIdentityId.FromUserAssignedClientId(clientId)
            : ManagedIdentityId.SystemAssigned);
    }

    private static string? Setting(IConfiguration configuration, string name) => configuration[$"{StorageNames.Connection}:{name}"];
}
