using Microsoft.Extensions.Time.Testing;
using PaySsam.Callbacks.Queueing;

namespace PaySsam.Tests.Callbacks.Queueing;

/// <summary>Callers that each commit one item after the other to a store of a given speed, on a clock of its own.</summary>
/// <param name="speed">How long a write takes that begins now, or null where it is refused for being one too many.</param>
internal sealed class TimedStore(Func<DateTimeOffset, TimeSpan?> speed)
{
    // As the client's first retry.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly FakeTimeProvider _time = new();
    private readonly PriorityQueue<TaskCompletionSource, DateTimeOffset> _ends = new();
    private readonly Lock _turn = new();
    private readonly HashSet<int> _written = [];
    private int _last;
    private int _commits;
    private bool _stopped;

    /// <summary>Items written.</summary>
    public int Items { get; private set; }

    public int Writes { get; private set; }

    public int Refused { get; private set; }

    /// <summary>Items a second of the latter half of the time.</summary>
    public double Rate { get; private set; }

    /// <summary>How many lanes were open, write by write of the latter half of the time.</summary>
    public List<int> Open { get; } = [];

    public static TimedStore OneAfterTheOther(TimeSpan write)
    {
        var free = DateTimeOffset.MinValue;
        return new TimedStore(now => (free = (free > now ? free : now) + write) - now);
    }

    /// <param name="random">Of the times: logarithms that are normally distributed.</param>
    /// <param name="median">Of a write, in ms.</param>
    /// <param name="mostASecond">Writes; those beyond are refused.</param>
    public static TimedStore ManyHands(Random random, double median, int mostASecond = int.MaxValue)
    {
        var (second, writes) = (0L, 0);
        return new TimedStore(now =>
        {
            (second, writes) = now.ToUnixTimeSeconds() == second ? (second, writes + 1) : (now.ToUnixTimeSeconds(), 1);
            return writes > mostASecond ? null : TimeSpan.FromMilliseconds(median * Math.Exp(0.7 * Normal(random)));
        });
    }

    public async Task RunAsync(int callers, TimeSpan duration)
    {
        var lanes = new Lanes(4, _time);
        var commit = new GroupCommit((items, busy) => WriteAsync(items, busy, lanes), room: 60 * 5, mostWaiting: 1000, lanes, _time);
        var (start, half) = (_time.GetUtcNow(), duration / 2);
        var loops = Enumerable.Range(0, callers).Select(_ => Task.Run(() => CallAsync(commit))).ToList();
        await SettleAsync(callers);
        int? itemsOfHalf = null;
        while (_ends.TryDequeue(out var end, out var at))
        {
            if (itemsOfHalf is null && at - start > half)
            {
                itemsOfHalf = Items;
                Open.Clear();
            }

            if (at - start > duration)
                _stopped = true;
            _time.SetUtcNow(at);
            end.SetResult();
            await SettleAsync(_stopped ? 0 : callers + Items);
        }

        await Task.WhenAll(loops).WaitAsync(TimeSpan.FromMinutes(1)); // Nobody is left waiting.
        Assert.Equal(_commits, Items);
        Rate = (Items - itemsOfHalf!.Value) / half.TotalSeconds;
    }

    private async Task CallAsync(GroupCommit commit)
    {
        while (!_stopped)
        {
            var written = commit.CommitAsync(BitConverter.GetBytes(Interlocked.Increment(ref _last)), default);
            Interlocked.Increment(ref _commits);
            await written;
        }
    }

    /// <summary>Until each caller whose item was written has come back with the next.</summary>
    private async Task SettleAsync(int commits)
    {
        for (var deadline = DateTime.UtcNow.AddMinutes(1); Volatile.Read(ref _commits) < commits; await Task.Yield())
            Assert.True(DateTime.UtcNow < deadline, "A caller was left waiting.");
    }

    private async Task WriteAsync(IReadOnlyCollection<byte[]> items, Action busy, Lanes lanes)
    {
        while (true)
        {
            var end = new TaskCompletionSource();
            bool refused;
            lock (_turn)
            {
                var now = _time.GetUtcNow();
                var time = speed(now);
                refused = time is null;
                Refused += refused ? 1 : 0;
                Open.Add(lanes.Open);
                _ends.Enqueue(end, now + (time ?? Pause));
            }

            if (refused)
                busy();
            await end.Task;
            if (!refused)
                break;
        }

        Writes++;
        Items += items.Count;
        Assert.All(items, item => Assert.True(_written.Add(BitConverter.ToInt32(item)), "An item was written twice."));
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
