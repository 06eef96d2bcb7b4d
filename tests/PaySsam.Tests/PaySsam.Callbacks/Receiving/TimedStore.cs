using Microsoft.Extensions.Time.Testing;
using PaySsam.Callbacks.Receiving;

namespace PaySsam.Tests.Callbacks.Receiving;

/// <summary>Callers that each commit one item after the other to a store of a given speed, on a clock of its own and one thread.</summary>
/// <param name="speed">How long a write takes that begins now, or null where it is refused for being one too many.</param>
internal sealed class TimedStore(Func<DateTimeOffset, TimeSpan?> speed)
{
    // As the client's: six attempts, with pauses from 100 to 500 ms.
    private const int MostAttempts = 6;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    private readonly FakeTimeProvider _time = new();
    private readonly SingleThread _thread = new();
    private readonly PriorityQueue<TaskCompletionSource, DateTimeOffset> _ends = new();
    private readonly HashSet<int> _written = [];
    private readonly HashSet<int> _failed = [];
    private readonly Random _jitter = new(1);
    private int _doubled;
    private int _last;
    private bool _stopped;

    /// <summary>Whether the write that ends now has failed.</summary>
    public Func<bool> Fails { get; init; } = () => false;

    /// <summary>How long a caller waits; null for as long as it takes.</summary>
    public Func<TimeSpan?> Patience { get; init; } = () => null;

    /// <summary>How many may wait at once.</summary>
    public int MostWaiting { get; init; } = 1000;

    /// <summary>Items written.</summary>
    public int Items => _written.Count;

    public int Writes { get; private set; }

    public int Refused { get; private set; }

    /// <summary>Callers whose write failed.</summary>
    public int Failed => _failed.Count;

    /// <summary>Callers who came when too many waited.</summary>
    public int TurnedAway { get; private set; }

    /// <summary>Callers who did not wait for it.</summary>
    public int Gone { get; private set; }

    /// <summary>Items a second of the latter half of the time.</summary>
    public double Rate { get; private set; }

    /// <summary>Whoever else writes.</summary>
    /// <param name="random">Of the times: logarithms that are normally distributed.</param>
    /// <param name="median">Of a write, in ms.</param>
    /// <param name="mostASecond">Writes; those beyond are refused.</param>
    public static Func<DateTimeOffset, TimeSpan?> ManyHands(Random random, double median, int mostASecond = int.MaxValue)
    {
        var (second, writes) = (0L, 0);
        return now =>
        {
            (second, writes) = now.ToUnixTimeSeconds() == second ? (second, writes + 1) : (now.ToUnixTimeSeconds(), 1);
            return writes > mostASecond ? null : TimeSpan.FromMilliseconds(median * Math.Exp(0.7 * Normal(random)));
        };
    }

    public void Run(int callers, TimeSpan duration)
    {
        var commit = new GroupCommit(WriteAsync, room: 60 * 5, MostWaiting, CallbackQueue.Lanes, CallbackQueue.Crowd);
        var (start, half) = (_time.GetUtcNow(), duration / 2);
        List<Task> loops = [];
        _thread.Run(() => loops.AddRange(Enumerable.Range(0, callers).Select(_ => CallAsync(commit))));
        int? itemsOfHalf = null;
        while (_ends.TryDequeue(out var end, out var at))
        {
            if (itemsOfHalf is null && at - start > half)
            {
                itemsOfHalf = Items;
            }

            _stopped = at - start > duration;
            _thread.Run(() => _time.SetUtcNow(at));
            _thread.Run(end.SetResult);
        }

        loops.ForEach(loop => Assert.True(loop.IsCompleted, "A caller was left waiting."));
        loops.ForEach(loop => Assert.Null(loop.Exception));
        Assert.Equal(0, _doubled);
        Assert.Empty(_failed.Intersect(_written));
        Rate = (Items - itemsOfHalf!.Value) / half.TotalSeconds;
    }

    private async Task CallAsync(GroupCommit commit)
    {
        while (!_stopped)
        {
            var item = ++_last;
            var patience = new CancellationTokenSource();
            if (Patience() is { } span)
                _ = GiveUpAsync(patience, span);
            try
            {
                await commit.CommitAsync(BitConverter.GetBytes(item), patience.Token);
                Assert.True(_written.Contains(item), "An item was not written.");
            }
            catch (OperationCanceledException)
            {
                Gone++; // It may be written or not.
            }
            catch (IOException)
            {
                _failed.Add(item);
            }
            catch (InvalidOperationException)
            {
                TurnedAway++;
                await AfterAsync(Pause);
            }
        }
    }

    private async Task GiveUpAsync(CancellationTokenSource patience, TimeSpan span)
    {
        await AfterAsync(span);
        patience.Cancel(); // On this thread.
    }

    private async Task WriteAsync(IReadOnlyCollection<byte[]> items)
    {
        for (var attempt = 1; ; attempt++)
        {
            var time = speed(_time.GetUtcNow());
            if (time is not null)
            {
                await AfterAsync(time.Value);
                break;
            }

            Refused++;
            if (attempt == MostAttempts)
                throw new IOException("refused");
            var pause = Pause * Math.Pow(2, attempt - 1);
            await AfterAsync((pause < LongestPause ? pause : LongestPause) * (0.8 + (0.4 * _jitter.NextDouble())));
        }

        if (Fails())
            throw new IOException("on purpose");
        Writes++;
        _doubled += items.Count(item => !_written.Add(BitConverter.ToInt32(item)));
    }

    private Task AfterAsync(TimeSpan time)
    {
        var end = new TaskCompletionSource();
        _ends.Enqueue(end, _time.GetUtcNow() + time);
        return end.Task;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
