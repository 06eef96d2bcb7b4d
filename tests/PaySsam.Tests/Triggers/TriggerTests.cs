using System.Collections.Concurrent;
using Azure.Core;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using PaySsam.LocalHost;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Triggers;

public sealed class PumpTests(TestBed bed) : TriggerTests(bed, TriggerKind.Pump);

public sealed class ListenerTests(TestBed bed) : TriggerTests(bed, TriggerKind.Listener);

/// <summary>What the product relies on in whatever brings it a queue's messages.</summary>
public abstract class TriggerTests(TestBed bed, TriggerKind kind)
{
    private static readonly QueueSettings Settings = new(
        16,
        8,
        TimeSpan.FromMilliseconds(200),
        TimeSpan.FromSeconds(2),
        MaxDequeueCount: 2
    );

    private readonly QueueClient _queue = Triggers.Queue.Of(bed.ConnectionString, $"trigger-{Guid.NewGuid():N}");
    private readonly ConcurrentQueue<string> _requests = [];
    private readonly ConcurrentQueue<QueueMessage> _tries = [];

    private QueueClient Poison => Triggers.Queue.Of(bed.ConnectionString, _queue.Name + "-poison");

    [Fact]
    public async Task A_message_that_was_handled_is_gone()
    {
        await using var trigger = await StartAsync(_ => Task.CompletedTask);

        await SendAsync(); // And makes the queue, as the first callback does.

        await _queue.EventuallyHoldsAsync(0);
        Assert.Single(_tries);
    }

    [Fact]
    public async Task A_message_that_failed_waits_for_the_visibility_timeout_and_comes_again()
    {
        await SendAsync();

        await using var trigger = await StartAsync(message =>
            message.DequeueCount > 1 ? Task.CompletedTask : throw new InvalidOperationException("on purpose")
        );

        await _queue.EventuallyHoldsAsync(0);
        Assert.Equal(2, _tries.Count);
        Assert.Contains(
            "visibilitytimeout=2",
            Assert.Single(_requests, request => request.StartsWith("PUT", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
    }

    /// <summary>Or its message would be hidden, and nobody would have it in work.</summary>
    [Fact]
    public async Task A_message_whose_answer_takes_two_seconds_is_waited_for()
    {
        await SendAsync();

        await using var trigger = await StartAsync(
            _ => Task.CompletedTask,
            fault: request => request.Method == RequestMethod.Get ? Fault.AppliedButAnswerLate : null
        );

        await _queue.EventuallyHoldsAsync(0);
        Assert.Equal(1, Assert.Single(_tries).DequeueCount);
    }

    [Theory]
    [InlineData("neither base64 nor <ours> & \"odd\"")]
    [InlineData("7Jio7KeA66eMIOq5qOynhA=")]
    [InlineData("결제선생 \t")]
    public async Task Any_message_reaches_the_handler_and_the_poison_queue_as_it_is(string text)
    {
        await SendAsync(text);

        await using var trigger = await StartAsync(_ => throw new InvalidOperationException("on purpose"));

        await Poison.EventuallyHoldsAsync(1);
        await _queue.EventuallyHoldsAsync(0);
        Assert.Equal([text, text], _tries.Select(message => message.Body.ToString()));
        QueueMessage poison = await Poison.ReceiveMessageAsync();
        Assert.Equal(text, poison.Body.ToString());
    }

    [Fact]
    public async Task A_poison_message_is_tried_until_it_succeeds_without_a_queue_of_its_own()
    {
        await Poison.CreateAsync();
        await Poison.SendMessageAsync("a message");
        await Poison.ReceiveMessageAsync(TimeSpan.FromSeconds(1)); // The last try already.

        await using var trigger = await Trigger.StartAsync(
            kind,
            bed.ConnectionString,
            Settings with
            {
                MaxDequeueCount = 1,
            },
            new()
            {
                [Poison.Name] = message =>
                {
                    _tries.Enqueue(message);
                    return message.DequeueCount > 2 ? Task.CompletedTask : throw new InvalidOperationException("on purpose");
                },
            }
        );

        await Poison.EventuallyHoldsAsync(0);
        Assert.Equal([2, 3], _tries.Select(message => message.DequeueCount));
        Assert.False(await Triggers.Queue.Of(bed.ConnectionString, Poison.Name + "-poison").ExistsAsync());
    }

    [Fact]
    public async Task A_message_that_is_long_in_work_is_given_to_nobody_else()
    {
        await SendAsync();

        await using var one = await StartAsync(_ => Task.Delay(1.3 * Trigger.Hold));
        await using var other = await StartAsync(_ => Task.Delay(1.3 * Trigger.Hold));

        await _queue.EventuallyHoldsAsync(0);
        Assert.Single(_tries);
    }

    [Fact]
    public async Task No_more_are_in_work_than_the_settings_allow()
    {
        var (now, most) = (0, 0);
        for (var number = 0; number < 12; number++)
            await SendAsync();

        await using var trigger = await StartAsync(
            async _ =>
            {
                most = Math.Max(most, Interlocked.Increment(ref now));
                await Task.Delay(100);
                Interlocked.Decrement(ref now);
            },
            Settings with
            {
                BatchSize = 2,
                NewBatchThreshold = 1,
            }
        );

        await _queue.EventuallyHoldsAsync(0);
        Assert.InRange(most, 2, 3);
    }

    [Fact]
    public async Task A_stop_waits_for_what_is_in_work_and_takes_no_more()
    {
        var (begun, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        await SendAsync();
        await using var trigger = await StartAsync(async _ =>
        {
            await Task.Delay(500); // The SDK's listener does not wait for what it receives at the very moment of the stop.
            begun.SetResult();
            await end.Task;
        });
        await begun.Task;

        var stop = trigger.StopAsync();
        await SendAsync();
        Assert.False(stop.IsCompleted);
        end.SetResult();
        await stop;

        await _queue.EventuallyHoldsAsync(1);
        Assert.Single(_tries);
    }

    [Fact]
    public async Task What_a_killed_host_had_done_but_not_deleted_comes_again()
    {
        var dead = false;
        await SendAsync();

        // Whoever is dead reaches nobody any more.
        await using var killed = await StartAsync(
            _ => Task.CompletedTask,
            fault: request => (dead |= request.Method == RequestMethod.Delete) ? Fault.Refused : null
        );
        while (!Volatile.Read(ref dead))
            await Task.Delay(50);
        await using var next = await StartAsync(_ => Task.CompletedTask);

        await _queue.EventuallyHoldsAsync(0);
        Assert.Equal([1, 2], _tries.Select(message => message.DequeueCount));
    }

    private async Task SendAsync(string text = "a message")
    {
        await _queue.CreateIfNotExistsAsync();
        await _queue.SendMessageAsync(text);
    }

    private Task<Trigger> StartAsync(Func<QueueMessage, Task> handle, QueueSettings? settings = null, Func<Request, Fault?>? fault = null)
    {
        var transport = new FaultyTransport(request =>
        {
            _requests.Enqueue($"{request.Method} {request.Uri.PathAndQuery}");
            return fault?.Invoke(request);
        });
        return Trigger.StartAsync(kind, bed.ConnectionString, settings ?? Settings, new() { [_queue.Name] = HandleAsync }, transport);

        Task HandleAsync(QueueMessage message)
        {
            _tries.Enqueue(message);
            return handle(message);
        }
    }
}
