using System.Diagnostics;

namespace PaySsam.Simulator.Storm;

/// <summary>Waits for a receiver that records after it has acknowledged.</summary>
internal static class Settling
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Counts what is wrong until it is nothing, or has not become less for as long as <paramref name="patience"/>.</summary>
    /// <exception cref="OperationCanceledException">Somebody interrupted.</exception>
    public static async Task WaitAsync(Func<Task<long>> countAsync, TimeSpan patience, CancellationToken interrupted)
    {
        var better = Stopwatch.GetTimestamp();
        for (var least = long.MaxValue; Stopwatch.GetElapsedTime(better) < patience; await Task.Delay(Pause, interrupted))
        {
            var count = await countAsync();
            if (count == 0)
                return;
            if (count < least)
                (least, better) = (count, Stopwatch.GetTimestamp());
        }
    }
}
