using System.Collections.Concurrent;
using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Serving;

/// <summary>
/// A month in minutes: its bills are registered, pushed, cancelled silently, swept and compared, as far as there is somebody to
/// do it.
/// </summary>
internal sealed class MonthStorm(
    Register register,
    Pusher pusher,
    Shares shares,
    Registration? registration,
    Sweep? sweep,
    Comparison? comparison,
    Secrets secrets,
    int concurrency
)
{
    /// <summary>
    /// Whether the last comparison found nothing; without one, whether all that was pushed was acknowledged. Without a sweep, it
    /// ends when somebody interrupts.
    /// </summary>
    /// <exception cref="OperationCanceledException">Somebody interrupted before all was pushed, swept or compared.</exception>
    public async Task<bool> RunAsync(CancellationToken interrupted)
    {
        if (registration is not null)
            await registration.RunAsync(register.All, interrupted);
        var isGood = await PushAsync(interrupted);
        CancelSilently();
        if (comparison is not null)
        {
            await comparison.WaitForPushedAsync(interrupted);
            isGood = await CompareAsync(comparison, interrupted);
        }

        if (sweep is null)
        {
            Screen.Line(Texts.ServingOn);
            await Task.WhenAny(Task.Delay(Timeout.Infinite, interrupted));
            return comparison is null ? isGood : await CompareAsync(comparison, CancellationToken.None);
        }

        var isSwept = await SweepAsync(sweep, interrupted);
        if (comparison is null)
            return isGood && isSwept;
        await comparison.WaitForAllAsync(interrupted);
        return await CompareAsync(comparison, interrupted);
    }

    private async Task<bool> PushAsync(CancellationToken interrupted)
    {
        var paid = register.All.Where(bill => bill.State is 'F').ToList();
        var wanted = paid.Where(bill => !shares.IsLost(bill)).ToList();
        var reasons = new ConcurrentDictionary<Phrase, int>();
        var ended = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = interrupted };
        var pushing = Parallel.ForEachAsync(
            wanted,
            options,
            async (bill, cancelled) =>
            {
                if (await pusher.PushAsync(bill, cancelled) is { } reason)
                    reasons.AddOrUpdate(reason, 1, (_, count) => count + 1);
                Interlocked.Increment(ref ended);
            }
        );
        await Watch.RunAsync(Texts.Sending, wanted.Count, () => ended, () => "", pushing);
        await pushing;
        Screen.Line(Texts.MonthPushed(wanted.Count, wanted.Count - reasons.Values.Sum(), paid.Count - wanted.Count));
        Show(reasons.Select(reason => (reason.Key, reason.Value)));
        return reasons.IsEmpty;
    }

    private void CancelSilently()
    {
        var now = KoreanTime.Now.DateTime;
        var cancelled = register
            .All.Where(shares.IsCancelled)
            .Count(paid => register.Change(paid.Id, bill => Month.Cancel(bill, now)) is not null);
        Screen.Line(Texts.MonthCancelled(cancelled));
    }

    private async Task<bool> SweepAsync(Sweep days, CancellationToken interrupted)
    {
        var (first, last) = (register.All.Min(bill => bill.Day), KoreanTime.Today);
        var sweeping = days.RunAsync(first, last, interrupted);
        await Watch.RunAsync(
            Texts.Sweeping,
            last.DayNumber - first.DayNumber + 1,
            () => days.Day.DayNumber - first.DayNumber,
            () => $"{days.Day:yyyy-MM-dd}",
            sweeping
        );
        return await sweeping;
    }

    private async Task<bool> CompareAsync(Comparison bills, CancellationToken interrupted)
    {
        var found = await bills.RunAsync(interrupted);
        var differing = found.OfType<Phrase>().ToList();
        Screen.Line(Texts.Compared(found.Count, differing.Count));
        Show(differing.CountBy(difference => difference).Select(kind => (kind.Key, kind.Value)));
        return differing.Count == 0;
    }

    private void Show(IEnumerable<(Phrase Text, int Count)> kinds)
    {
        foreach (var (text, count) in kinds.OrderByDescending(kind => kind.Count))
            Screen.Line($"  {count:#,0} × {secrets.Hide(text)}");
    }
}
