using PaySsam.Simulator.Storm;

namespace PaySsam.Simulator.Serving;

/// <summary>Tells each payment and cancellation in full, and in up to so many other wordings. With other wordings, in any order.</summary>
/// <param name="most">Other wordings of one payment or cancellation.</param>
internal sealed class Wordings(int most)
{
    private const int Neighbours = 16;
    private const int OtherPart = 11;

    public IReadOnlyList<Telling> Of(IEnumerable<Bill> bills) =>
        most == 0
            ? [.. bills.SelectMany(bill => bill.Movements, (bill, movement) => new Telling(bill, movement, 0))]
            : [.. bills.Chunk(Neighbours).SelectMany(Shuffled)];

    // Those of one bill lie apart, among those of its neighbours.
    private Telling[] Shuffled(Bill[] bills)
    {
        var random = new Random((int)Chance.Of((int)bills[0].Number, 0, OtherPart));
        var tellings = new List<Telling>();
        foreach (var bill in bills)
        {
            foreach (var movement in bill.Movements)
            {
                var others = random.Next(most + 1);
                tellings.AddRange(Enumerable.Range(0, 1 + others).Select(wording => new Telling(bill, movement, wording)));
                if (random.Next(4) == 0)
                    tellings.Add(tellings[^1]); // Once more, the same.
            }
        }

        var all = tellings.ToArray();
        random.Shuffle(all);
        return all;
    }
}
