using System.Collections.Concurrent;
using PaySsam.Callbacks.Receiving;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Receiving;

/// <summary>
/// Items are single bytes, so that with its separator each takes two; a write goes on until the test says how it ends. One
/// lane, unless a test says otherwise.
/// </summary>
public class GroupCommitTests
{
    private readonly ConcurrentQueue<(byte[] Items, TaskCompletionSource End)> _writes = [];

    [Fact]
    public async Task A_lone_item_is_written_at_once()
    {
        var commit = Commit();
        var first = commit.CommitAsync([1], default);

        Assert.Equal([1], await EndAsync());
        await first;
    }

    [Fact]
    public async Task Those_who_come_while_a_write_is_under_way_travel_together_in_the_next()
    {
        var commit = Commit();
        var first = commit.CommitAsync([1], default);
        await BeginAsync();
        var others = new[] { commit.CommitAsync([2], default), commit.CommitAsync([3], default), commit.CommitAsync([4], default) };

        await EndAsync();
        await first;
        Assert.All(others, other => Assert.False(other.IsCompleted));
        Assert.Equal([2, 3, 4], await EndAsync());
        await Task.WhenAll(others);
        Assert.Empty(_writes);
    }

    [Fact]
    public async Task A_free_lane_writes_at_once_and_then_the_first_lane_to_end_goes_on()
    {
        var commit = Commit(lanes: 2);
        var callers = new[] { 1, 2, 3, 4 }.Select(number => commit.CommitAsync([(byte)number], default)).ToList();
        Assert.Equal([1, 2], _writes.SelectMany(write => write.Items));
        var (first, second) = (_writes.First(), _writes.Last());
        _writes.Clear();

        second.End.SetResult();
        await callers[1];
        Assert.Equal([3, 4], await EndAsync());
        await Task.WhenAll(callers[2], callers[3]);
        Assert.False(callers[0].IsCompleted);
        first.End.SetResult();
        await callers[0];
    }

    [Fact]
    public async Task A_crowd_has_half_of_the_lanes_until_it_has_shrunk()
    {
        var commit = Commit(lanes: 2, crowd: 3);
        var callers = new[] { 1, 2, 3, 4 }.Select(number => commit.CommitAsync([(byte)number], default)).ToList();
        var (first, second) = (_writes.First(), _writes.Last());
        _writes.Clear();

        first.End.SetResult();
        await callers[0];
        Assert.Empty(_writes);
        second.End.SetResult();
        await callers[1];
        Assert.Equal([3, 4], await EndAsync());
        await Task.WhenAll(callers);

        // Three in a row are alone: the crowd has gone, and both lanes are open again.
        for (byte number = 5; number < 8; number++)
        {
            var alone = commit.CommitAsync([number], default);
            Assert.Equal([number], await EndAsync());
            await alone;
        }

        var last = new[] { commit.CommitAsync([8], default), commit.CommitAsync([9], default) };
        Assert.Equal([8, 9], _writes.SelectMany(write => write.Items));
        _writes.ToList().ForEach(write => write.End.SetResult());
        await Task.WhenAll(last);
    }

    [Fact]
    public async Task Callers_who_gave_up_leave_their_place_to_others()
    {
        using var patience = new CancellationTokenSource();
        var commit = Commit(mostWaiting: 2);
        var first = commit.CommitAsync([1], default);
        await BeginAsync();
        for (var round = 0; round < 3; round++)
        {
            using var shortPatience = new CancellationTokenSource();
            var gone = new[] { commit.CommitAsync([2], shortPatience.Token), commit.CommitAsync([3], shortPatience.Token) };
            await shortPatience.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone[0]);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone[1]);
        }

        var (stays, leaves) = (commit.CommitAsync([4], default), commit.CommitAsync([5], patience.Token));
        await Assert.ThrowsAsync<InvalidOperationException>(() => commit.CommitAsync([6], default));
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);
        var comes = commit.CommitAsync([7], default);

        Assert.Equal([1], await EndAsync());
        Assert.Equal([4, 7], await EndAsync());
        await Task.WhenAll(first, stays, comes);
    }

    /// <summary>With the product's lanes, on a store whose writes take 10 ms at the median, beside one that writes each at once.</summary>
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(4, 1, 1)]
    [InlineData(16, 1, 1)]
    [InlineData(24, 0.9, 1)]
    [InlineData(32, 0.85, 1)]
    [InlineData(64, 0.85, 4)]
    [InlineData(128, 0.85, 8)]
    [InlineData(256, 0.85, 16)]
    public void Few_callers_wait_for_no_other_write_and_many_share_writes(int callers, double share, int together)
    {
        var store = new TimedStore(TimedStore.ManyHands(new Random(1), median: 10));

        store.Run(callers, TimeSpan.FromSeconds(30));

        // The mean of a write is more than its median.
        Assert.InRange(store.Rate / (callers / (0.010 * Math.Exp(0.7 * 0.7 / 2))), share * 0.95, 1.05);
        Assert.InRange(store.Items / (double)store.Writes, together, callers);
    }

    /// <summary>256 callers want 600 writes a second where 300 are let through, so that refused ones are tried again.</summary>
    [Fact]
    public void A_store_that_refuses_writes_refuses_no_caller()
    {
        var store = new TimedStore(TimedStore.ManyHands(new Random(1), median: 10, mostASecond: 300));

        store.Run(256, TimeSpan.FromSeconds(30));

        Assert.Equal(0, store.Failed);
        Assert.NotEqual(0, store.Refused);
        Assert.InRange(store.Rate, 6_000, double.MaxValue);
    }

    [Fact]
    public async Task A_failed_write_fails_each_of_its_callers_and_nobody_else()
    {
        var commit = Commit();
        var first = commit.CommitAsync([1], default);
        await BeginAsync();
        var (second, third) = (commit.CommitAsync([2], default), commit.CommitAsync([3], default));

        await EndAsync();
        await first;
        Assert.Equal([2, 3], await EndAsync(new IOException("on purpose")));
        await Assert.ThrowsAsync<IOException>(() => second);
        await Assert.ThrowsAsync<IOException>(() => third);
        var next = commit.CommitAsync([4], default);
        Assert.Equal([4], await EndAsync());
        await next;
    }

    [Fact]
    public async Task What_does_not_fit_waits_and_what_never_fits_is_written_alone()
    {
        var commit = Commit(room: 4);
        var callers = new List<Task> { commit.CommitAsync([1], default) };
        await BeginAsync();
        callers.AddRange([
            commit.CommitAsync([2], default),
            commit.CommitAsync([3], default),
            commit.CommitAsync([4], default),
            commit.CommitAsync([5, 5, 5, 5, 5], default),
            commit.CommitAsync([6], default),
        ]);

        Assert.Equal([1], await EndAsync());
        Assert.Equal([2, 3], await EndAsync());
        Assert.Equal([4], await EndAsync());
        Assert.Equal([5, 5, 5, 5, 5], await EndAsync());
        Assert.Equal([6], await EndAsync());
        await Task.WhenAll(callers);
    }

    [Fact]
    public async Task Beyond_the_limit_a_caller_is_refused_at_once_and_the_others_are_not()
    {
        var commit = Commit(mostWaiting: 2);
        var callers = new List<Task> { commit.CommitAsync([1], default) };
        await BeginAsync();
        callers.AddRange([commit.CommitAsync([2], default), commit.CommitAsync([3], default)]);

        var refused = commit.CommitAsync([4], default);

        Assert.True(refused.IsFaulted);
        await Assert.ThrowsAsync<InvalidOperationException>(() => refused);
        Assert.Equal([1], await EndAsync());
        Assert.Equal([2, 3], await EndAsync());
        await Task.WhenAll(callers);
    }

    [Fact]
    public async Task Who_gives_up_before_its_write_begins_is_never_written()
    {
        using var patience = new CancellationTokenSource();
        var commit = Commit();
        var first = commit.CommitAsync([1], default);
        await BeginAsync();
        var (second, third) = (commit.CommitAsync([2], patience.Token), commit.CommitAsync([3], default));

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Equal([1], await EndAsync());
        Assert.Equal([3], await EndAsync());
        await Task.WhenAll(first, third);
    }

    [Fact]
    public async Task Who_gives_up_while_its_write_is_under_way_does_not_stop_it()
    {
        using var patience = new CancellationTokenSource();
        var commit = Commit();
        var first = commit.CommitAsync([1], default);
        await BeginAsync();
        var (second, third) = (commit.CommitAsync([2], patience.Token), commit.CommitAsync([3], default));
        await EndAsync();
        await BeginAsync();

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.False(third.IsCompleted);
        Assert.Equal([2, 3], await EndAsync());
        await Task.WhenAll(first, third);
    }

    [Fact]
    public async Task A_callers_context_is_not_that_of_those_who_join_it()
    {
        var context = new AsyncLocal<string> { Value = "the first caller's" };
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = new ConcurrentQueue<string?>();
        var commit = new GroupCommit(
            _ =>
            {
                seen.Enqueue(context.Value);
                return end.Task;
            },
            room: 100,
            mostWaiting: 100,
            lanes: 1,
            crowd: int.MaxValue
        );
        var (first, second) = (commit.CommitAsync([1], default), commit.CommitAsync([2], default));

        end.SetResult();
        await Task.WhenAll(first, second);
        Assert.Equal(["the first caller's", null], seen);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    [InlineData(150)]
    public void Whatever_fails_nobody_waits_on_and_the_answered_are_written_once(int callers)
    {
        var random = new Random(Seed.Value + callers);
        var store = new TimedStore(TimedStore.ManyHands(random, median: 10, mostASecond: 400))
        {
            Fails = () => random.Next(20) == 0,
            Patience = () => random.Next(4) == 0 ? TimeSpan.FromMilliseconds(random.Next(30)) : null,
            MostWaiting = 60,
        };

        store.Run(callers, TimeSpan.FromSeconds(60));

        Assert.All([store.Items, store.Failed, store.Gone], count => Assert.InRange(count, 1, int.MaxValue));
        Assert.Equal(callers > 100, store.TurnedAway > 0);
    }

    /// <summary>The same on the machine's own clock and threads.</summary>
    [Fact]
    public async Task Whatever_the_order_who_is_answered_was_written_exactly_once()
    {
        var random = new Random(Seed.Value);
        var written = new ConcurrentQueue<int>();
        var largest = 0;
        var turn = new Lock();
        var commit = new GroupCommit(
            async items =>
            {
                int dice;
                lock (turn)
                {
                    dice = random.Next(100);
                    largest = Math.Max(largest, items.Count);
                }

                await (dice % 2 == 0 ? Task.CompletedTask : Task.Delay(1));
                if (dice >= 80)
                    throw new IOException("on purpose");
                foreach (var item in items)
                    written.Enqueue(BitConverter.ToInt32(item));
            },
            room: 64,
            mostWaiting: 50,
            lanes: 4,
            crowd: 20
        );
        var callers = Enumerable.Range(0, 20_000).Select(number => (number, pause: random.Next(200), patience: random.Next(10))).ToList();
        var answers = await Task.WhenAll(
            callers
                .Select(async caller =>
                {
                    await Task.Delay(caller.pause);
                    using var patience = new CancellationTokenSource();
                    if (caller.patience == 0)
                        patience.CancelAfter(1);
                    try
                    {
                        await commit.CommitAsync(BitConverter.GetBytes(caller.number), patience.Token);
                        return (caller.number, Answer: "written");
                    }
                    catch (OperationCanceledException)
                    {
                        return (caller.number, Answer: "gone");
                    }
                    catch (Exception fault) when (fault is IOException or InvalidOperationException)
                    {
                        return (caller.number, Answer: "refused");
                    }
                })
                .Select(answer => answer.WaitAsync(TimeSpan.FromMinutes(1)))
        ); // Nobody is left waiting.

        var gone = Of("gone").ToHashSet();
        Assert.Equal(written.Count, written.Distinct().Count());
        Assert.Equal(Of("written").Order(), written.Where(number => !gone.Contains(number)).Order()); // Who has gone may be written or not.
        Assert.All(["written", "refused", "gone"], answer => Assert.NotEmpty(Of(answer)));
        Assert.True(largest > 1);

        IEnumerable<int> Of(string answer) => answers.Where(other => other.Answer == answer).Select(other => other.number);
    }

    private GroupCommit Commit(int room = 100, int mostWaiting = 100, int lanes = 1, int crowd = int.MaxValue) =>
        new(
            items =>
            {
                var end = new TaskCompletionSource();
                _writes.Enqueue(([.. items.SelectMany(item => item)], end));
                return end.Task;
            },
            room,
            mostWaiting,
            lanes,
            crowd
        );

    private async Task BeginAsync()
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(30); _writes.IsEmpty; await Task.Delay(1))
            Assert.True(DateTime.UtcNow < deadline, "No write began.");
    }

    /// <summary>Ends the write that is under way; what it wrote.</summary>
    private async Task<byte[]> EndAsync(Exception? fault = null)
    {
        await BeginAsync();
        Assert.True(_writes.TryDequeue(out var write));
        Assert.Empty(_writes);
        if (fault is null)
            write.End.SetResult();
        else
            write.End.SetException(fault);
        return write.Items;
    }
}
