using PaySsam.Simulator.Storm;
using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Serving;

/// <summary>Whether the receiver says of each bill what the register says.</summary>
internal sealed class Comparison(Payments payments, Register register, int concurrency, TimeSpan patience)
{
    /// <summary>Waits until the receiver has a payment for each bill that was pushed, or nothing gets better.</summary>
    public Task WaitForPushedAsync(CancellationToken interrupted) =>
        WaitAsync(bill => bill.IsPushed, (_, answer) => StoredBill.Read(answer)?.Payment?.State is "F" or "C", interrupted);

    /// <summary>Waits until no bill differs, or nothing gets better.</summary>
    public Task WaitForAllAsync(CancellationToken interrupted) =>
        WaitAsync(_ => true, (bill, answer) => Differs(bill, answer) is null, interrupted);

    /// <summary>In what each bill of the register differs; null where it does not.</summary>
    public async Task<IReadOnlyList<Phrase?>> RunAsync(CancellationToken interrupted) =>
        await ReadAsync([.. register.All], Differs, interrupted);

    /// <summary>An unpaid bill need not be known; of one that is not paid, only the state counts.</summary>
    public static Phrase? Differs(Bill bill, Answer answer)
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
            (_, { } found) => found == expected ? null : Texts.DiffersApproval,
        };
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
