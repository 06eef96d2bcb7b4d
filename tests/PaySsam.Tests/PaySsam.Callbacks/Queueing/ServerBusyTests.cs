using System.Diagnostics;
using System.Net;
using Azure.Core.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using PaySsam.Callbacks.Queueing;
using PaySsam.Tests.Reliability;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Queueing;

public class ServerBusyTests
{
    // Of those that begin at once.
    private const int FirstLanes = 4;

    /// <summary>As many messages as there are lanes, and one with the callbacks that waited.</summary>
    [Theory]
    [InlineData(503, "ServerBusy", 2 + 1)]
    [InlineData(500, "OperationTimedOut", 2 + 1)]
    [InlineData(500, "InternalError", FirstLanes + 1)]
    public async Task When_storage_asks_for_fewer_requests_callbacks_that_come_then_travel_in_fewer_messages(int status, string code, int messages)
    {
        var storage = new FakeStorage();
        var left = FirstLanes;
        var refusing = new Refusing((HttpStatusCode)status, code, () => Interlocked.Decrement(ref left) >= 0) { InnerHandler = storage };
        using var host = ProductHost.Build(FakeStorage.Connection, new HttpClientTransport(refusing));
        var queue = host.Services.GetRequiredService<CallbackQueue>();
        await CallAsync(queue, FirstLanes);
        Assert.Equal(FirstLanes, storage.Callbacks);
        storage.Clear();
        storage.WriteTime = TimeSpan.FromSeconds(1);

        await CallAsync(queue, 8);

        Assert.Equal(8, storage.Callbacks);
        Assert.Equal(messages, storage.Messages.Count);
    }

    [Fact]
    public async Task What_comes_when_a_second_has_no_requests_left_is_written_in_the_next()
    {
        var storage = new FakeStorage();
        var first = new Lazy<long>(Stopwatch.GetTimestamp);
        var refusing = new Refusing(HttpStatusCode.ServiceUnavailable, "ServerBusy", () => Stopwatch.GetElapsedTime(first.Value) < TimeSpan.FromSeconds(1)) { InnerHandler = storage };
        using var host = ProductHost.Build(FakeStorage.Connection, new HttpClientTransport(refusing));

        await CallAsync(host.Services.GetRequiredService<CallbackQueue>(), 8);

        Assert.Equal(8, storage.Callbacks);
    }

    private static Task CallAsync(CallbackQueue queue, int callers) =>
        Task.WhenAll(Enumerable.Range(0, callers).Select(_ => queue.EnqueueAsync(Some.Received(Some.Callback(Some.BillId())), default)));

    /// <summary>What it refuses the client sends again.</summary>
    private sealed class Refusing(HttpStatusCode status, string code, Func<bool> refuses) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (!refuses())
                return base.SendAsync(request, cancellationToken);
            var answer = new HttpResponseMessage(status) { Content = new ByteArrayContent([]) };
            answer.Headers.Add("x-ms-error-code", code);
            return Task.FromResult(answer);
        }
    }
}
