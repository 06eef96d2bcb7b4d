using System.Diagnostics;
using PaySsam.Simulator.Wire;

namespace PaySsam.Simulator.Storm;

/// <summary>Sends a plan, as fast as so many at a time can, or at a rate.</summary>
/// <param name="receiver">Carries the requests.</param>
/// <param name="url">The receiver.</param>
/// <param name="key">The <c>apikey</c>.</param>
/// <param name="shape">In what shape.</param>
/// <param name="plan">What to send.</param>
/// <param name="tally">Where the outcomes go.</param>
/// <param name="concurrency">How many at a time, at most.</param>
/// <param name="rate">Callbacks a second; infinite: no limit.</param>
internal sealed class Sender(Receiver receiver, Uri url, string key, Shape shape, Plan plan, Tally tally, int concurrency, double rate)
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private int _next = -1;

    /// <summary>Ends when all is sent, or soon after somebody interrupts.</summary>
    public Task RunAsync(CancellationToken interrupted) =>
        Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Task.Run(() => SendAllAsync(interrupted), CancellationToken.None)));

    private async Task SendAllAsync(CancellationToken interrupted)
    {
        try
        {
            for (
                var index = Interlocked.Increment(ref _next);
                index < plan.Count && !interrupted.IsCancellationRequested;
                index = Interlocked.Increment(ref _next)
            )
            {
                var late = await WaitAsync(index, interrupted);
                var (bill, content) = plan.At(index);
                tally.Start(bill, content);
                var answer = await receiver.PostAsync(url, shape.Write(plan.Callback(bill, content, key)), interrupted);
                tally.End(bill, content, answer, answer.Time + late);
            }
        }
        catch (OperationCanceledException)
        {
            // What was under way is neither acknowledged nor refused.
        }
    }

    /// <summary>
    /// Waits until a callback is due. How late it is already, because every sender was still waiting for an answer, is
    /// part of its time: at a rate, a slow receiver must not hide behind the callbacks it keeps from being sent.
    /// </summary>
    private async Task<TimeSpan> WaitAsync(int index, CancellationToken interrupted)
    {
        if (double.IsPositiveInfinity(rate))
            return TimeSpan.Zero;
        var early = TimeSpan.FromSeconds(index / rate) - Stopwatch.GetElapsedTime(_started);
        if (early <= TimeSpan.Zero)
            return -early;
        await Task.Delay(early, interrupted);
        return TimeSpan.Zero;
    }
}
