using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Azure.Storage.Queues.Models;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Reconciliation;
using PaySsam.LocalHost;
using PaySsam.TestHost;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Triggers;

/// <summary>The listener as it is deployed: with the product's own host.json, and nothing shortened.</summary>
public class HostJsonTests(TestBed bed)
{
    /// <summary>What outlives it is ended with the worker, and every other message in work with it.</summary>
    [Fact]
    public void No_function_outlives_the_time_that_it_is_given()
    {
        using var host = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "host.json")));
        var timeout = TimeSpan.Parse(host.RootElement.GetProperty("functionTimeout").GetString()!, CultureInfo.InvariantCulture);

        Assert.All([Sweeper.Budget, 2 * WebhookDelivery.Deadline], budget => Assert.True(budget + TimeSpan.FromMinutes(1) < timeout));
    }

    [Fact]
    public async Task The_listener_asks_for_as_many_and_waits_as_long_as_host_json_says()
    {
        var hostJson = Path.Combine(AppContext.BaseDirectory, "host.json");
        var settings = QueueSettings.Read(hostJson);
        var requests = new ConcurrentQueue<string>();
        var transport = new FaultyTransport(request =>
        {
            requests.Enqueue($"{request.Method} {request.Uri.PathAndQuery}");
            return null;
        });
        var queue = Queue.Of(bed.ConnectionString, $"trigger-{Guid.NewGuid():N}");
        await queue.CreateAsync();
        await queue.SendMessageAsync("a message");

        using var listeners = new QueueListeners(
            bed.ConnectionString,
            hostJson,
            new Dictionary<string, Func<QueueMessage, CancellationToken, Task>>
            {
                [queue.Name] = (_, _) => throw new InvalidOperationException("on purpose"),
            },
            transport: transport
        );
        await listeners.StartAsync();
        for (var deadline = DateTime.UtcNow.AddMinutes(1); !requests.Any(IsReturn); await Task.Delay(50))
            Assert.True(DateTime.UtcNow < deadline, "It was not returned.");
        await listeners.StopAsync();

        // Ten minutes are the listener's own; it has no setting for them.
        var receive = $"/{queue.Name}/messages?numofmessages={settings.BatchSize}&visibilitytimeout=600";
        Assert.Contains(requests, request => request.EndsWith(receive, StringComparison.Ordinal));
        var back = Assert.Single(requests, IsReturn);
        Assert.EndsWith($"visibilitytimeout={settings.VisibilityTimeout.TotalSeconds}", back, StringComparison.Ordinal);

        static bool IsReturn(string request) => request.StartsWith("PUT", StringComparison.Ordinal);
    }
}
