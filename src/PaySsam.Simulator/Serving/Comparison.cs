using PaySsam.Simulator.Storm;
using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Serving;

/// <summary>Whether the receiver says of each bill what the register says.</summary>
internal sealed class Comparison(Payments payments, Register register, Shares shares, int concurrency, TimeSpan patience)
{
    /// <summary>Waits until the receiver has a payment for each bill that was pushed, or nothing gets better.</summary>
    public Task WaitForPushedAsync(CancellationToken interrupted) =>
        WaitAsync(bill => bill.IsPushed, (_, answer) => StoredBill.Read(answer)?.Payment?.State is "F" or "C", interrupted);

    /// <summary>Waits until no bill differs, or nothing gets better.</summary>
    public Task WaitForAllAsync(CancellationToken interrupted) =>
        WaitAsync(_ => true, (bill, answer) => Differs(bill, answer, shares) is null, interrupted);

    /// <summary>In what each bill of the register differs; null where it does not.</summary>
    public async Task<IReadOnlyList<Phrase?>> RunAsync(CancellationToken interrupted) =>
        await ReadAsync([.. register.All], (bill, answer) => Differs(bill, answer, shares), interrupted);

    /// <summary>
    /// An unpaid bill need not be known; of one that is not paid, only the state counts. Of one that is, the sums count too, where the
    /// receiver has any.
    /// </summary>
    public static Phrase? Differs(Bill bill, Answer answer, Shares shares)
    {
        if (StoredBill.Read(answer) is not { } stored)
            return Texts.Unread(answer.Status, answer.Failure);
        var expected = StoredCallback.Of(bill.Callback(""));
        return (bill.State, stored.Payment) switch
        {
            ('W', null or { State: "W" }) => null,
            (_, null) => Texts.DiffersMissing,
            (_, { } found) when found.State != expected.State => Texts.DiffersState,
            ('D', _) => null,
            (_, { } found) when found != expected => Texts.DiffersApproval,
            _ => IsEachWonThere(bill, stored, shares) ? null : Texts.DiffersWon,
        };
    }

    // Of a payment that is lost, and cancelled before anybody asks, PaySsam tells the cancellation alone.
    private static bool IsEachWonThere(Bill bill, StoredBill stored, Shares shares)
    {
        if (stored is not { PaidWon: { } paid, CancelledWon: { } cancelled })
            return true;
        var (paidWon, cancelledWon) = (Sum(isCancellation: false), Sum(isCancellation: true));
        return cancelled == cancelledWon && (paid == paidWon || (paid == 0 && bill.State is 'C' && shares.IsLost(bill)));

        long Sum(bool isCancellation) =>
            bill.Movements.Where(movement => movement.Cancels is not null == isCancellation).Sum(movement => movement.Won);
    }

    private async Task WaitAsync(Func<Bill, bool> isWanted, Func<Bill, Answer, bool> isDone, CancellationToken interrupted)
    {
        var open = register.All.Where(isWanted).ToArray();
        await Settling.WaitAsync(
            async () =>
            {
                var done = await ReadAsync(open, isDone, interrupted);
                open = [.. open.Where((_, place) => !done[place])];
                return open.Length;
            },
            patience,
            interrupted
        );
    }

    private async Task<T[]> ReadAsync<T>(Bill[] bills, Func<Bill, Answer, T> judge, CancellationToken interrupted)
    {
        var judged = new T[bills.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = interrupted };
        await Parallel.ForAsync(
            0,
            bills.Length,
            options,
            async (place, cancelled) => judged[place] = judge(bills[place], await payments.AskAsync(bills[place].Id, cancelled))
        );
        return judged;
    }
}
