using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Serving;

/// <summary>
/// A month in minutes: its bills are registered, pushed, cancelled silently, swept and compared, as far as there is somebody to
/// do it.
/// </summary>
internal sealed class MonthStorm(
    Register register,
    Teller teller,
    Shares shares,
    Registration? registration,
    Sweep? sweep,
    bool confirms,
    Audit audit
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
        var isTold = await teller.RunAsync(interrupted);
        await audit.WaitForPushedAsync(interrupted);
        if (confirms && sweep is not null)
            await SweepAsync(sweep, interrupted);
        CancelSilently();
        var isGood = await audit.RunAsync(interrupted) ?? isTold;
        if (sweep is null)
        {
            Screen.Line(Texts.ServingOn);
            await Task.WhenAny(Task.Delay(Timeout.Infinite, interrupted));
            return await audit.RunAsync(CancellationToken.None) ?? isGood;
        }

        var isSwept = await SweepAsync(sweep, interrupted);
        await audit.WaitForAllAsync(interrupted);
        return await audit.RunAsync(interrupted) ?? (isGood && isSwept);
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
}
