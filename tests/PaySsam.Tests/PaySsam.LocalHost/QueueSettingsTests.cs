using PaySsam.LocalHost;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.LocalHost;

public class QueueSettingsTests
{
    [Fact]
    public void The_products_own_host_json_is_read() => Assert.Equal(
        new QueueSettings(32, 64, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30), 120),
        QueueSettings.Read(Path.Combine(AppContext.BaseDirectory, "host.json")));

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
