using System.Diagnostics;
using System.Net;
using Azure.Core.Pipeline;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Storage;
using PaySsam.Tests.Reliability;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Receiving;

public class CallbackQueueTests
{
    [Fact]
    public async Task However_many_come_at_once_no_message_is_larger_than_a_queue_takes()
    {
        var storage = new FakeStorage { WriteTime = TimeSpan.FromMilliseconds(50) };
        using var host = storage.Build(Some.ApiKey);
        var queue = host.Services.GetRequiredService<CallbackQueue>();

        await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => queue.EnqueueAsync(Received(), default)));

        Assert.Equal(500, storage.Callbacks);
        var sizes = storage.Messages.ConvertAll(text => Convert.FromBase64String(text).Length);
        Assert.All(sizes, size => Assert.InRange(size, 1, CallbackMessageTests.LargestMessage));
        Assert.Contains(sizes, size => size > CallbackMessageTests.LargestMessage - 1024);
    }

    [Fact]
    public async Task A_thousand_may_wait_and_whoever_comes_then_is_refused_at_once()
    {
        using var stop = new CancellationTokenSource();
        using var host = new FakeStorage { WriteTime = Timeout.InfiniteTimeSpan }.Build(Some.ApiKey);
        var queue = host.Services.GetRequiredService<CallbackQueue>();
        var callers = Enumerable.Range(0, 1_000 + CallbackQueue.Lanes).Select(_ => queue.EnqueueAsync(Received(), stop.Token)).ToList();

        var refused = queue.EnqueueAsync(Received(), stop.Token);

        await Assert.ThrowsAsync<InvalidOperationException>(() => refused);
        Assert.DoesNotContain(callers, caller => caller.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(callers));
    }

    [Fact]
    public async Task A_write_that_never_ends_does_not_block_later_callers()
    {
        var storage = new FakeStorage { WriteTime = Timeout.InfiniteTimeSpan };
        using var host = storage.Build(Some.ApiKey);
        var queue = host.Services.GetRequiredService<CallbackQueue>();
        var stuck = queue.EnqueueAsync(Received(), default);
        storage.WriteTime = TimeSpan.Zero;

        await queue.EnqueueAsync(Received(), default).WaitAsync(TimeSpan.FromSeconds(60));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stuck);
        Assert.Single(storage.Messages);
    }

    [Fact]
    public async Task A_write_has_five_seconds_by_the_clock_that_the_queue_is_given()
    {
        var time = new FakeTimeProvider();
        using var host = new FakeStorage { WriteTime = Timeout.InfiniteTimeSpan }.Build(Some.ApiKey);
        var queue = new CallbackQueue(
            host.Services.GetRequiredService<QueueServiceClient>(),
            host.Services.GetRequiredService<PatientQueues>(),
            time
        );
        var stuck = queue.EnqueueAsync(Received(), default);

        time.Advance(TimeSpan.FromSeconds(5) - TimeSpan.FromTicks(1));
        Assert.False(stuck.IsCompleted);
        time.Advance(TimeSpan.FromTicks(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stuck.WaitAsync(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task What_comes_when_a_second_has_no_requests_left_is_written_in_the_next()
    {
        var storage = new FakeStorage();
        var first = new Lazy<long>(Stopwatch.GetTimestamp);
        var busy = new Busy(() => Stopwatch.GetElapsedTime(first.Value) < TimeSpan.FromSeconds(1)) { InnerHandler = storage };
        using var host = ProductHost.Build(StorageAddress.Nowhere, new HttpClientTransport(busy));
        var queue = host.Services.GetRequiredService<CallbackQueue>();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => queue.EnqueueAsync(Received(), default)));

        Assert.Equal(8, storage.Callbacks);
    }

    private static ReceivedCallback Received() => Some.Received(Some.Callback(Some.BillId()));

    /// <summary>What it refuses the client sends again.</summary>
    private sealed class Busy(Func<bool> refuses) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (!refuses())
                return base.SendAsync(request, cancellationToken);
            var answer = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new ByteArrayContent([]) };
            answer.Headers.Add("x-ms-error-code", "ServerBusy");
            return Task.FromResult(answer);
        }
    }
}
