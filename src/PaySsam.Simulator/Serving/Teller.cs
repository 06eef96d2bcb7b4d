using System.Collections.Concurrent;
using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Serving;

/// <summary>Tells the receiver the month's payments and cancellations.</summary>
internal sealed class Teller(Register register, Pusher pusher, Shares shares, Wordings wordings, Secrets secrets, int concurrency)
{
    /// <summary>All but what is lost. Whether all was acknowledged; what was not is said.</summary>
    /// <exception cref="OperationCanceledException">Somebody interrupted.</exception>
    public async Task<bool> RunAsync(CancellationToken interrupted)
    {
        var paid = register.All.Where(bill => bill.State is 'F' or 'C').ToList();
        var wanted = paid.Where(bill => !shares.IsLost(bill)).ToList();
        var tellings = wordings.Of(wanted);
        var reasons = new ConcurrentDictionary<Phrase, int>();
        var ended = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = interrupted };
        var pushing = Parallel.ForEachAsync(
            tellings,
            options,
            async (telling, cancelled) =>
            {
                if (await pusher.PushAsync(telling, cancelled) is { } reason)
                    reasons.AddOrUpdate(reason, 1, (_, count) => count + 1);
                Interlocked.Increment(ref ended);
            }
        );
        await Watch.RunAsync(Texts.Sending, tellings.Count, () => ended, () => "", pushing);
        await pushing;
        Screen.Line(Texts.MonthPushed(tellings.Count, wanted.Count, tellings.Count - reasons.Values.Sum(), paid.Count - wanted.Count));
        secrets.Show(reasons.Select(reason => (reason.Key, reason.Value)));
        return reasons.IsEmpty;
    }
}
