using PaySsam.Simulator.Storm;
using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Serving;

/// <summary>Whether the receiver's file of payments has the register's money, to the won, on each day.</summary>
internal sealed class Books(PaymentsFile file, Register register, Shares shares, TimeSpan patience)
{
    private const int MostNamed = 3;

    /// <summary>Waits until the file has what was pushed, or nothing gets better.</summary>
    public Task WaitForPushedAsync(CancellationToken interrupted) => WaitAsync(bill => bill.IsPushed, interrupted);

    /// <summary>Waits until nothing differs, or nothing gets better.</summary>
    public Task WaitForAllAsync(CancellationToken interrupted) => WaitAsync(_ => true, interrupted);

    /// <summary>Whether nothing differs. Prints both sums, and each day that differs.</summary>
    /// <exception cref="OperationCanceledException">Somebody interrupted.</exception>
    public async Task<bool> CompareAsync(CancellationToken interrupted)
    {
        var bills = register.All;
        var answer = await AskAsync(bills, interrupted);
        if (PaymentsFile.Read(answer) is not { } lines)
        {
            Screen.Line(Texts.NoFile(answer.Status, answer.Failure));
            return false;
        }

        var truth = Truth(bills).ToList();
        var found = Differing(bills, lines);
        var days = found.GroupBy(one => one.Day).OrderBy(day => day.Key).ToList();
        Screen.Line(Texts.ComparedFile(truth.Sum(line => line.Won), found.Sum(one => one.Won), days.Count));
        foreach (var day in days)
        {
            var differing = day.Select(one => one.Bill).Distinct().ToList();
            var some = string.Join(", ", differing.Take(MostNamed)) + (differing.Count > MostNamed ? ", …" : "");
            Screen.Line($"  {Texts.DayDiffers($"{day.Key:yyyy-MM-dd}", day.Sum(one => one.Won), some)}");
        }

        return found.Count == 0;
    }

    /// <summary>
    /// By how much the file has more than the truth, or less: of each day and bill, payments and cancellations each by themselves, so
    /// that no error makes up for another. Lines of other bills do not count.
    /// </summary>
    private List<MoneyLine> Differing(IReadOnlyList<Bill> bills, IEnumerable<MoneyLine> file)
    {
        var known = bills.Select(bill => bill.Id).ToHashSet();
        return
        [
            .. Truth(bills)
                .Select(line => line with { Won = -line.Won })
                .Concat(file.Where(line => known.Contains(line.Bill)))
                .GroupBy(line => (line.Day, line.Bill, line.IsCancellation))
                .Select(all => all.First() with { Won = all.Sum(line => line.Won) })
                .Where(line => line.Won != 0),
        ];
    }

    // Of a payment that is lost, and cancelled before anybody asks, PaySsam tells the cancellation alone.
    private IEnumerable<MoneyLine> Truth(IEnumerable<Bill> bills) =>
        from bill in bills
        let isUntold = shares.IsLost(bill) && bill.State is 'C'
        from movement in bill.Movements
        let isCancellation = movement.Cancels is not null
        where isCancellation || !isUntold
        select new MoneyLine(DateOnly.FromDateTime(movement.At), bill.Id, isCancellation, isCancellation ? -movement.Won : movement.Won);

    private Task WaitAsync(Func<Bill, bool> isWanted, CancellationToken interrupted) =>
        Settling.WaitAsync(
            async () =>
            {
                var bills = register.All.Where(isWanted).ToList();
                return PaymentsFile.Read(await AskAsync(bills, interrupted)) is { } lines ? Differing(bills, lines).Count : long.MaxValue;
            },
            patience,
            interrupted
        );

    private Task<Answer> AskAsync(IReadOnlyList<Bill> bills, CancellationToken interrupted) =>
        file.AskAsync(bills.Select(bill => bill.Day).DefaultIfEmpty(KoreanTime.Today).Min(), KoreanTime.Today, interrupted);
}
