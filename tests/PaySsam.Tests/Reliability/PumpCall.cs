using Azure.Core;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using PaySsam.LocalHost;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Reliability;

/// <param name="Name">As the documentation names it.</param>
/// <param name="Matches">Which requests to this queue, or to its poison queue, it makes.</param>
/// <param name="Handle">What the handler does at its first and later tries.</param>
internal sealed record PumpCall(string Name, Func<Request, bool> Matches, Func<int, Task> Handle)
{
    // A renewal is due at half of the lease of 30 s.
    private static readonly TimeSpan UntilRenewed = TimeSpan.FromSeconds(17);

    public static readonly PumpCall[] All =
    [
        new("queue pump: receive", Is("GET", "/messages"), _ => Task.CompletedTask),
        new("queue pump: renew", Is("PUT", "/messages/"), _ => Task.Delay(UntilRenewed)),
        new("queue pump: return", Is("PUT", "/messages/"), attempt => attempt == 1 ? throw new InvalidOperationException("on purpose") : Task.CompletedTask),
        new("queue pump: delete", Is("DELETE", "/messages/"), _ => Task.CompletedTask),
        new("queue pump: create the poison queue", request => request.Method == RequestMethod.Put && !IsMessages(request), Fail),
        new("queue pump: poison", request => request.Method == RequestMethod.Post, Fail),
    ];

    private static readonly QueueSettings Settings = new(16, 8, TimeSpan.FromSeconds(2), TimeSpan.Zero, MaxDequeueCount: 2);

    private static Func<Request, bool> Is(string method, string path) =>
        request => request.Method.Method == method && request.Uri.Path.Contains(path, StringComparison.Ordinal);

    private static bool IsMessages(Request request) => request.Uri.Path.Contains("/messages", StringComparison.Ordinal);

    private static Task Fail(int attempt) => throw new InvalidOperationException("on purpose");

    /// <summary>"done" once the message has left its queue after it was handled, or stands on the poison queue.</summary>
    public async Task<string> TryAsync(string storage, Fault fault, TimeSpan lasting)
    {
        DateTime? until = null;
        var transport = new FaultyTransport(request => Matches(request) && (until is null || DateTime.UtcNow < until) ? Hit() : null);
        var name = $"pump-{Guid.NewGuid():N}";
        using var host = ProductHost.Build(storage);
        using var faultyHost = ProductHost.Build(storage, transport);
        var (queue, poison) = (Client(host, name), Client(host, name + "-poison"));
        await queue.CreateAsync();
        await queue.SendMessageAsync("a message");

        var (tries, handled) = (0, 0);
        using var pump = new QueuePump(
            Client(faultyHost, queue.Name), Client(faultyHost, poison.Name), HandleAsync, Settings, NullLogger<QueuePump>.Instance);
        await pump.StartAsync(default);
        for (var deadline = DateTime.UtcNow.AddMinutes(3); await HoldsAsync(queue) || (handled == 0 && !await HoldsAsync(poison)); await Task.Delay(1000))
            Assert.True(DateTime.UtcNow < deadline, $"{Name}, {fault}: neither handled nor poisoned.");
        await pump.StopAsync(default);
        Assert.True(transport.Faults > 0, $"{Name}: the call was never made.");
        return "done";

        Fault? Hit()
        {
            until ??= DateTime.UtcNow + lasting;
            return fault;
        }

        async Task HandleAsync(QueueMessage message)
        {
            await Handle(Interlocked.Increment(ref tries));
            Interlocked.Increment(ref handled);
        }
    }

    private static QueueClient Client(IHost host, string queue) => host.Services.GetRequiredService<QueueServiceClient>().GetQueueClient(queue);

    private static async Task<bool> HoldsAsync(QueueClient queue) =>
        await queue.ExistsAsync() && (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount > 0;
}
