using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Storm;

/// <summary>What reading every bill back showed, in numbers of callbacks and of bills.</summary>
/// <param name="Acknowledged">Different callbacks that were acknowledged at least once.</param>
/// <param name="Missing">Of these, not stored.</param>
/// <param name="Doubled">Entries too many in the histories.</param>
/// <param name="Wrong">Bills that show a payment other than the merge rule's.</param>
/// <param name="Unread">Bills that could not be read.</param>
/// <param name="Reasons">Why, and of how many bills; or why none of them was found.</param>
internal sealed record ReadBackTotals(
    long Acknowledged,
    long Missing,
    long Doubled,
    long Wrong,
    long Unread,
    IReadOnlyList<(Phrase Text, long Count)> Reasons
)
{
    public long Stored => Acknowledged - Missing;

    public bool IsRight => (Missing, Doubled, Wrong, Unread) == (0, 0, 0, 0);
}

/// <summary>Reads the bills of a storm with <c>GET …?bill_id=…</c>, and compares them with the plan.</summary>
internal sealed class ReadBack(Payments payments, Plan plan, Tally tally, int concurrency)
{
    /// <summary>Bills that were found right so far.</summary>
    public int Right { get; private set; }

    /// <summary>
    /// A receiver may record after it has acknowledged: waits until every bill is right, or nothing has got better for as
    /// long as <paramref name="patience"/>. Then reads all of them once more, and that counts.
    /// </summary>
    /// <exception cref="OperationCanceledException">Somebody interrupted.</exception>
    public async Task<ReadBackTotals> RunAsync(TimeSpan patience, CancellationToken interrupted)
    {
        var bills = Enumerable.Range(0, plan.Bills).Where(tally.IsSent).ToArray();
        var open = bills;
        await Settling.WaitAsync(
            async () =>
            {
                var checks = await ReadAsync(open, interrupted);
                open = [.. open.Where((_, place) => !checks[place].IsRight)];
                Right = bills.Length - open.Length;
                return checks.Sum(check =>
                    (long)check.Missing + check.Doubled + (check.Unread ? Plan.MostContents : 0) + (check.Wrong ? 1 : 0)
                );
            },
            patience,
            interrupted
        );

        var last = await ReadAsync(bills, interrupted);
        return new(
            bills.Sum(bill => (long)int.PopCount(tally.AcknowledgedOf(bill))),
            last.Sum(check => (long)check.Missing),
            last.Sum(check => (long)check.Doubled),
            last.LongCount(check => check.Wrong),
            last.LongCount(check => check.Unread),
            Reasons(last)
        );
    }

    private static IReadOnlyList<(Phrase Text, long Count)> Reasons(BillCheck[] checks)
    {
        var unread =
            Array.Exists(checks, check => check.Missing > 0) && Array.TrueForAll(checks, check => check.Status == 404)
                ? checks
                : checks.Where(check => check.Unread);
        return
        [
            .. unread
                .GroupBy(check => (check.Status, check.Failure))
                .Select(alike => (Texts.Unread(alike.Key.Status, alike.Key.Failure), alike.LongCount())),
        ];
    }

    private async Task<BillCheck[]> ReadAsync(int[] bills, CancellationToken interrupted)
    {
        var checks = new BillCheck[bills.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = interrupted };
        await Parallel.ForAsync(
            0,
            bills.Length,
            options,
            async (place, cancelled) =>
            {
                var answer = await payments.AskAsync(plan.BillId(bills[place]), cancelled);
                checks[place] = BillCheck.Of(plan, bills[place], tally.AcknowledgedOf(bills[place]), answer);
            }
        );
        return checks;
    }
}
