using Azure.Core.Pipeline;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PaySsam.Callbacks.Hosting;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Tests.Support;

/// <summary>The product's services in this process.</summary>
internal static class ProductHost
{
    /// <summary>Settings that have changes told on the queue.</summary>
    public static readonly KeyValuePair<string, string?>[] Changes = [new("PaySsam:Changes:Queue", "true"), new("PaySsam:Source", "tests")];

    /// <param name="storage">A connection string.</param>
    /// <param name="transport">Carries requests to storage, with the product's own time-outs and attempts, but shorter pauses.</param>
    /// <param name="add">Whatever else a test needs.</param>
    /// <param name="settings">Further settings.</param>
    public static IHost Build(
        string storage,
        HttpPipelineTransport? transport = null,
        Action<IServiceCollection>? add = null,
        IEnumerable<KeyValuePair<string, string?>>? settings = null
    )
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([
            new("PaySsamStorage", storage),
            new("PaySsam:ApiKeys:0", Some.ApiKey),
            .. settings ?? [],
        ]);
        builder.Services.AddPaySsamCallbacks(builder.Configuration);
        var pauses = transport is FaultyTransport ? FaultyTransport.Pauses : 1;
        builder.Services.AddSingleton(StorageClients.CreateQueues(builder.Configuration, transport, pauses));
        builder.Services.AddSingleton(StorageClients.CreatePatientQueues(builder.Configuration, transport, pauses));
        builder.Services.AddSingleton(StorageClients.CreateTables(builder.Configuration, transport, pauses));
        add?.Invoke(builder.Services);
        return builder.Build();
    }
}
