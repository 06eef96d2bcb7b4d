using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using PaySsam.Callbacks.Settings;

namespace PaySsam.Callbacks.Storage;

/// <summary>Storage clients from the setting <c>PaySsamStorage</c>, in the forms that Functions triggers read too.</summary>
internal static class StorageClients
{
    /// <summary>
    /// For the acknowledgement, whose token ends it after 5 s: up to six attempts of 1.4 s at the most. What is refused at once
    /// is tried for 1.7 s, so that a second whose limit is used up refuses nobody. (By default the SDK takes 25 s to give up on
    /// a refused connection.)
    /// </summary>
    /// <exception cref="OptionsValidationException">Storage is not configured, or not as it must be.</exception>
    /// <param name="configuration">Holds <c>PaySsamStorage</c>.</param>
    /// <param name="transport">Of a test; null for the SDK's own.</param>
    /// <param name="pauses">Scales the pauses between attempts. Only tests shorten them: attempts and their time-outs stay.</param>
    public static QueueServiceClient CreateQueues(
        IConfiguration configuration,
        HttpPipelineTransport? transport = null,
        double pauses = 1
    ) => CreateQueues(configuration, transport, pauses, retries: 5, TimeSpan.FromSeconds(1.4));

    /// <summary>For what may take its time: three attempts of 5 s at the most.</summary>
    /// <exception cref="OptionsValidationException">Storage is not configured, or not as it must be.</exception>
    public static PatientQueues CreatePatientQueues(
        IConfiguration configuration,
        HttpPipelineTransport? transport = null,
        double pauses = 1
    ) => new(CreateQueues(configuration, transport, pauses, retries: 2, TimeSpan.FromSeconds(5)));

    private static QueueServiceClient CreateQueues(
        IConfiguration configuration,
        HttpPipelineTransport? transport,
        double pauses,
        int retries,
        TimeSpan networkTimeout
    )
    {
        // A version of the service that the Azurite releases in use know; nothing newer is needed.
        var options = new QueueClientOptions(QueueClientOptions.ServiceVersion.V2024_11_04)
        {
            MessageEncoding = QueueMessageEncoding.None,
            Retry =
            {
                Mode = RetryMode.Exponential,
                MaxRetries = retries,
                Delay = pauses * TimeSpan.FromMilliseconds(100),
                MaxDelay = pauses * TimeSpan.FromMilliseconds(500),
                NetworkTimeout = networkTimeout,
            },
        };
        options.Transport = transport ?? LoopbackTransport.For(configuration, "queueServiceUri") ?? options.Transport;
        return Create(
            configuration,
            "queueServiceUri",
            connectionString => new QueueServiceClient(connectionString, options),
            (uri, credential) => new QueueServiceClient(uri, credential, options)
        );
    }

    /// <summary>For the recording, which the queue repeats anyway: three attempts of 5 s at the most.</summary>
    /// <exception cref="OptionsValidationException">Storage is not configured, or not as it must be.</exception>
    public static TableServiceClient CreateTables(IConfiguration configuration, HttpPipelineTransport? transport = null, double pauses = 1)
    {
        var options = new TableClientOptions { Retry = { MaxRetries = 2, NetworkTimeout = TimeSpan.FromSeconds(5) } };
        options.Retry.Delay *= pauses;
        options.Transport = transport ?? LoopbackTransport.For(configuration, "tableServiceUri") ?? options.Transport;
        return Create(
            configuration,
            "tableServiceUri",
            connectionString => new TableServiceClient(connectionString, options),
            (uri, credential) => new TableServiceClient(uri, credential, options)
        );
    }

    private static T Create<T>(
        IConfiguration configuration,
        string uriName,
        Func<string, T> fromConnectionString,
        Func<Uri, TokenCredential, T> fromUri
    )
    {
        var settings = configuration.GetSection(StorageNames.Connection);
        if (settings.Value is { Length: > 0 } connectionString)
        {
            try
            {
                return fromConnectionString(connectionString);
            }
            catch (Exception fault) when (fault is FormatException or InvalidOperationException or ArgumentException)
            {
                throw Setting.Problem(StorageNames.Connection, "is not a storage connection string");
            }
        }

        if (settings[uriName] is not { Length: > 0 } uri)
            throw Setting.Problem(
                StorageNames.Connection,
                $"is missing: set it to a connection string, or {StorageNames.Connection}__{uriName} to the service's URL"
            );
        return fromUri(Setting.Url($"{StorageNames.Connection}__{uriName}", uri, loopback: false), Credential(settings));
    }

    private static TokenCredential Credential(IConfigurationSection settings)
    {
        if (!string.Equals(settings["credential"], "managedidentity", StringComparison.OrdinalIgnoreCase))
            return new DefaultAzureCredential();
        return Identity.Of(settings["clientId"]);
    }
}
