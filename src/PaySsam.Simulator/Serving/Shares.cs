namespace PaySsam.Simulator.Serving;

/// <summary>What PaySsam does wrong, or does not tell.</summary>
/// <param name="Lose">Of the payments, the share that is never pushed.</param>
/// <param name="Cancel">Of the payments, the share that is cancelled later.</param>
internal sealed record Shares(double Lose, double Cancel)
{
    private const int LosePart = 1;
    private const int CancelPart = 2;

    public bool IsLost(Bill bill) => bill.Luck(LosePart) < Lose;

    public bool IsCancelled(Bill bill) => bill.Luck(CancelPart) < Cancel;
}
