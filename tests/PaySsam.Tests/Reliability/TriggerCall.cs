using Azure.Core;
using PaySsam.LocalHost;
using PaySsam.Tests.Support;
using PaySsam.Tests.Triggers;

namespace PaySsam.Tests.Reliability;

/// <param name="Name">As the documentation names it.</param>
/// <param name="Matches">Which requests to this queue, or to its poison queue, it makes.</param>
/// <param name="Handle">What the handler does at its first and later tries.</param>
internal sealed record TriggerCall(string Name, Func<Request, bool> Matches, Func<int, Task> Handle)
{
    public static readonly TriggerCall[] All =
    [
        new("receive", Is("GET", "/messages"), _ => Task.CompletedTask),
        new("renew", Is("PUT", "/messages/"), _ => Task.Delay(0.8 * Hold)), // Due at half of it.
        new(
            "return",
            Is("PUT", "/messages/"),
            attempt => attempt == 1 ? throw new InvalidOperationException("on purpose") : Task.CompletedTask
        ),
        new("delete", Is("DELETE", "/messages/"), _ => Task.CompletedTask),
        new("create the poison queue", request => request.Method == RequestMethod.Put && !IsMessages(request), Fail),
        new("poison", request => request.Method == RequestMethod.Post, Fail),
    ];

    private static readonly QueueSettings Settings = new(16, 8, TimeSpan.FromSeconds(2), TimeSpan.Zero, MaxDequeueCount: 2);

    private static TimeSpan Hold => TimeSpan.FromSeconds(5);

    private static Func<Request, bool> Is(string method, string path) =>
        request => request.Method.Method == method && request.Uri.Path.Contains(path, StringComparison.Ordinal);

    private static bool IsMessages(Request request) => request.Uri.Path.Contains("/messages", StringComparison.Ordinal);

    private static Task Fail(int attempt) => throw new InvalidOperationException("on purpose");

    /// <summary>
    /// Ends once the message has left its queue after it was handled, or stands on the poison queue. Says whether the host
    /// stopped on the way.
    /// </summary>
    public async Task<bool> TryAsync(TriggerKind kind, string storage, Fault fault, TimeSpan lasting)
    {
        DateTime? until = null;
        var transport = new FaultyTransport(request => Matches(request) && (until is null || DateTime.UtcNow < until) ? Hit() : null);
        var queue = Queue.Of(storage, $"trigger-{Guid.NewGuid():N}");
        var poison = Queue.Of(storage, queue.Name + "-poison");
        await queue.CreateAsync();
        await queue.SendMessageAsync("a message");

        var (tries, handled) = (0, 0);
        await using var trigger = await Trigger.StartAsync(
            kind,
            storage,
            Settings,
            new()
            {
                [queue.Name] = async _ =>
                {
                    await Handle(Interlocked.Increment(ref tries));
                    Interlocked.Increment(ref handled);
                },
            },
            transport,
            Hold
        );
        for (
            var deadline = DateTime.UtcNow.AddMinutes(5);
            await queue.CountAsync() > 0 || (handled == 0 && await poison.CountAsync() == 0);
            await Task.Delay(1000)
        )
            Assert.True(DateTime.UtcNow < deadline, $"{kind}, {Name}, {fault}: neither handled nor poisoned.");
        await trigger.StopAsync();
        Assert.True(transport.Faults > 0, $"{kind}, {Name}: the call was never made.");
        return trigger.Restarts > 0;

        Fault? Hit()
        {
            until ??= DateTime.UtcNow + lasting;
            return fault;
        }
    }
}
