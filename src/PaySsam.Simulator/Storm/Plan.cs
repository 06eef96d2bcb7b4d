using System.Text.Json.Nodes;
using PaySsam.Simulator.Wire;

namespace PaySsam.Simulator.Storm;

/// <summary>
/// What is sent, in which order, and what has to come of it: computed from the seed, so that nothing is kept and the
/// same seed sends the same bytes again. A bill lives one of PaySsam's lives, such as unpaid, paid, cancelled. Half of
/// its callbacks come close together, shuffled with their neighbours'; the others, most of them repeats, long before or
/// after.
/// </summary>
/// <param name="seed">Decides all that is left to chance.</param>
/// <param name="count">How many callbacks.</param>
/// <param name="bills">Of how many bills.</param>
/// <param name="isOdd">Whether their values are <see cref="OddValues"/>.</param>
internal sealed class Plan(int seed, int count, int bills, bool isOdd = false)
{
    /// <summary>Callbacks of one bill that can differ.</summary>
    public const int MostContents = 3;

    private const int Window = 64;
    private const int LifePart = -1;
    private const int TurnPart = -2;
    private const int DayPart = -3;
    private const int AwayPart = -4;
    private const int WindowPart = -5;
    private static readonly string[] Lives = ["F", "F", "FC", "FC", "WF", "WFC", "FCC", "WD", "D"];
    private static readonly DateTime FirstDay = new(2026, 1, 1);

    private readonly int _perBill = count / bills;
    private readonly int _longer = count % bills;

    public int Seed => seed;

    public int Count => count;

    public int Bills => bills;

    public string BillId(int bill) => $"SIM{seed:X8}{bill:000000000}";

    /// <summary>How many different callbacks a bill has.</summary>
    public int Contents(int bill) => Life(bill).Length;

    /// <summary>Which callback comes at a place in the order.</summary>
    public (int Bill, int Content) At(int index)
    {
        var (place, slot) = Split(Shuffle(index));
        var away = slot < (_perBill + 1) / 2 ? 0 : (bills / 4) + (int)(Chance.Of(seed, slot, AwayPart) % (ulong)((bills / 2) + 1));
        var bill = (int)(((long)place + away) % bills);
        var contents = Contents(bill);
        return (bill, slot < contents ? (slot + Pick(bill, TurnPart)) % contents : Pick(bill, slot));

        int Pick(int bill, int part) => (int)(Chance.Of(seed, bill, part) % (ulong)contents);
    }

    /// <summary>A repeat is the same to the byte.</summary>
    public JsonObject Callback(int bill, int content, string key)
    {
        var firstSecond = (int)(Chance.Of(seed, bill, DayPart) % (200 * 86_400));
        var callback = Wire.Callback.Sample(
            key,
            BillId(bill),
            Life(bill)[content],
            FirstDay.AddSeconds(firstSecond).AddDays(content),
            Chance.Of(seed, bill, content)
        );
        return isOdd ? OddValues.Apply(callback) : callback;
    }

    /// <summary>
    /// Of the callbacks in a set (bit n for content n) the one that the bill has to show: W &lt; D &lt; F &lt; C, then the later.
    /// </summary>
    public int Winner(int bill, int set)
    {
        var life = Life(bill);
        return Enumerable
            .Range(0, life.Length)
            .Where(content => (set & 1 << content) != 0)
            .MaxBy(content => ("WDFC".IndexOf(life[content], StringComparison.Ordinal), content));
    }

    private string Life(int bill) => Lives[Chance.Of(seed, bill, LifePart) % (ulong)Lives.Length];

    /// <summary>The first bills get one callback more where the count is no multiple.</summary>
    private (int Place, int Slot) Split(int index)
    {
        var ofLonger = _longer * (_perBill + 1);
        if (index < ofLonger)
            return Math.DivRem(index, _perBill + 1);
        var (place, slot) = Math.DivRem(index - ofLonger, _perBill);
        return (_longer + place, slot);
    }

    private int Shuffle(int index)
    {
        var (window, place) = Math.DivRem(index, Window);
        if ((window + 1) * (long)Window > count)
            return index;
        var chance = Chance.Of(seed, window, WindowPart);
        var step = (int)(chance % (Window / 2) * 2) + 1; // Odd, so that it visits each place once.
        return (window * Window) + (int)(((ulong)(place * step) + (chance >> 32)) % Window);
    }
}
