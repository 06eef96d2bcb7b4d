namespace PaySsam.Simulator.Serving;

/// <summary>What else happens to paid bills where a month is told in several wordings.</summary>
internal static class Lives
{
    private const int LifePart = 6;
    private const int SoonPart = 7;
    private const int CashPart = 10;
    private const double Cash = 0.2;
    private const double Soon = 0.5;
    private const int SoonSeconds = 90;

    /// <summary>
    /// Of ten paid bills, one is cancelled whole and one in part. Three are paid twice; of two of these, the first payment is cancelled.
    /// </summary>
    public static Bill Live(Bill bill, DateTime now)
    {
        if (bill.PaidAt is not { } paid)
            return bill;
        bill = bill with { IsCash = bill.Luck(CashPart) < Cash };
        var next = After(bill, paid, now, SoonPart);
        var afterNext = After(bill, next, now, SoonPart + 1);
        return (int)(bill.Luck(LifePart) * 10) switch
        {
            0 => bill.Cancel(next)!,
            1 => bill.Cancel(next, bill.AmountWon / 4)!,
            2 => bill.PayAgain(next),
            3 => bill.Cancel(afterNext)!.PayAgain(next),
            4 => bill.Cancel(next)!.PayAgain(afterNext),
            _ => bill,
        };
    }

    // Half of it happens within a minute or so.
    private static DateTime After(Bill bill, DateTime from, DateTime now, int part)
    {
        var luck = bill.Luck(part);
        return luck < Soon ? from.AddSeconds(1 + (int)(luck / Soon * SoonSeconds)) : Month.After(from, now, (luck - Soon) / (1 - Soon));
    }
}
