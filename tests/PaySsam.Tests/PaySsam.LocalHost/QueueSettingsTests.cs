using Azure.Storage.Queues;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Host;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using PaySsam.LocalHost;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.LocalHost;

public class QueueSettingsTests
{
    private static readonly string HostJson = Path.Combine(AppContext.BaseDirectory, "host.json");

    [Fact]
    public void The_products_own_host_json_means_the_same_to_the_deployed_listener()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddJsonFile(HostJson).AddInMemoryCollection([new("AzureWebJobsConfigurationSection", "")]);
        builder.Services.AddWebJobs(_ => { }).AddAzureStorageQueues();
        using var host = builder.Build();
        var read = host.Services.GetRequiredService<IOptions<QueuesOptions>>().Value;

        Assert.Equal(
            new(read.BatchSize, read.NewBatchThreshold, read.MaxPollingInterval, read.VisibilityTimeout, read.MaxDequeueCount),
            QueueSettings.Read(HostJson)
        );
        Assert.Equal(QueueMessageEncoding.None, read.MessageEncoding);
    }

    /// <summary>No message may reach the poison queue because the tables are away for an hour: docs/reliability.md.</summary>
    [Fact]
    public void A_message_is_tried_for_an_hour()
    {
        var settings = QueueSettings.Read(HostJson);

        Assert.InRange(settings.MaxDequeueCount * settings.VisibilityTimeout, TimeSpan.FromHours(1), TimeSpan.MaxValue);
    }

    [Theory]
    [InlineData("batchSize", "33")]
    [InlineData("batchSize", "0")]
    [InlineData("maxDequeueCount", "0")]
    [InlineData("maxPollingInterval", "2000")]
    [InlineData("maxPollingInterval", "00:00:00")]
    [InlineData("visibilityTimeout", "30")]
    public void What_the_trigger_would_not_take_is_refused(string name, string value)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "host.json");
        var json = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "host.json")))!;
        json["extensions"]!["queues"]![name] = value;
        File.WriteAllText(file, json.ToJsonString());

        Assert.Contains(name, Assert.Throws<StartException>(() => QueueSettings.Read(file)).Message, StringComparison.Ordinal);
    }
}
