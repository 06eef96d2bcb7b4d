using System.Globalization;
using System.Text;
using PaySsam.Callbacks.Attention;
using PaySsam.Callbacks.Ledgers;
using PaySsam.Callbacks.Model;
using PaySsam.Tests.Callbacks.Ledgers;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Attention;

/// <summary>Over made-up bills whose truth is known. <c>PAYSSAM_TEST_SEED</c> repeats a run.</summary>
public class BillAttentionTests
{
    private const int Bills = 2_000;

    [Fact]
    public void In_whatever_order_its_writers_come_the_last_that_was_seen_counts()
    {
        var random = new Random(Seed.Value);
        foreach (var (bill, told) in TrueBillsTold(random))
        {
            var inOrder = Seen(told, expectedWon: null).ToArray();
            for (var place = 1; place < inOrder.Length; place++)
                inOrder[place] = inOrder[place] with { WasListed = AttentionPoint.Of(inOrder[place - 1].Ledger, null, false).Count > 0 };
            var mixed = inOrder.ToArray();
            random.Shuffle(mixed);
            Assert.Equal(
                Text(inOrder.Aggregate((BillAttention?)null, BillAttention.Follow)),
                Text(mixed.Aggregate((BillAttention?)null, BillAttention.Follow))
            );

            // The last writer dies before it writes, and its message comes again before an earlier writer is done.
            mixed = [inOrder[^1] with { WasListed = told.Count > 1 }, .. inOrder[..^1]];
            Assert.Equal(Text(BillAttention.Follow(null, inOrder[^1])), Text(mixed.Aggregate((BillAttention?)null, BillAttention.Follow)));
        }
    }

    [Fact]
    public void Registered_bills_without_an_oddity_are_hardly_ever_listed()
    {
        var (plain, listed) = (0, new List<string>());
        foreach (var (bill, told) in TrueBillsTold(new Random(Seed.Value)).Where(bill => !bill.Bill.IsOdd))
        {
            plain++;
            var stored = (BillAttention?)null;
            var codes = new HashSet<string>();
            foreach (var (seen, received) in Seen(told, bill.Told[0].Won).Zip(told))
            {
                stored = BillAttention.Follow(stored, seen);
                if (stored?.OpenFrom <= received.ReceivedAt)
                    codes.UnionWith(stored.Points.Where(point => !(point.From > received.ReceivedAt)).Select(point => point.Code));
            }

            // As long as no telling has the amount, that is a real oddity.
            codes.Remove(AttentionCode.NoAmount);
            listed.AddRange(codes.Take(1));
            Assert.True(stored?.OpenFrom is null, $"{bill.Kind}: {Text(stored)}");
        }

        Report.Line($"Attention: seed {Seed.Value}, {plain} registered bills without an oddity: {listed.Count} listed at any time");
        Assert.True(listed.Count <= plain / 100, string.Join('\n', listed.CountBy(code => code)));
    }

    [Fact]
    public void The_largest_row_keeps_the_limits_of_Table_Storage()
    {
        var number = string.Concat(Enumerable.Repeat("\u0001", 100));
        var told = Enumerable
            .Range(0, 200)
            .Select(place => Some.Callback("bill", ("appr_num", $"{place:000}{number}"), ("appr_price", null), ("appr_dt", "x")))
            .Select((callback, second) => Some.Received(callback, second))
            .ToList();
        var bill = BillAttention.Follow(null, Seen(told, 1).Last())!;
        for (var round = 0; round < 3; round++)
            bill = bill.Settle(Some.Time.AddYears(1), new string('가', 500));

        var row = AttentionRow.Write(bill);
        Assert.All(row, property => Assert.InRange((property.Value as string)?.Length ?? 0, 0, 32_768));
        Assert.InRange(row.Sum(property => 2 * (property.Value as string)?.Length ?? 0), 1, 1024 * 1024);
        Assert.InRange(50 * Encoding.UTF8.GetByteCount(bill.Movements), 1, 1024 * 1024);
    }

    [Theory]
    [InlineData("", "The body is not well-formed JSON.")]
    [InlineData("[]", """The body must be an object: {"count":2,"note":"…"}.""")]
    [InlineData("{}", "count must be the count that GET attention answered.")]
    [InlineData("""{"count":"2"}""", "count must be the count that GET attention answered.")]
    [InlineData("""{"count":2.5}""", "count must be the count that GET attention answered.")]
    [InlineData("""{"count":2,"note":1}""", "note must be a text of at most 500 characters.")]
    [InlineData("""{"count":2,"note":null}""", null)]
    [InlineData("""{"count":2,"note":"refunded"}""", null)]
    public void What_is_wrong_with_a_settlement_is_named(string body, string? problem) =>
        Assert.Equal(problem, Settlement.Read(Encoding.UTF8.GetBytes(body), out _));

    private static IEnumerable<(TrueBill Bill, List<ReceivedCallback> Told)> TrueBillsTold(Random random)
    {
        var (bills, wordings) = (new TrueBills(random), new Wordings(random));
        return Enumerable.Range(0, Bills).Select(_ => bills.Next()).Select(bill => (bill, wordings.Of(bill)));
    }

    private static IEnumerable<SeenBill> Seen(List<ReceivedCallback> told, long? expectedWon) =>
        Enumerable.Range(1, told.Count).Select(count => new SeenBill("bill", count, Of(told.Take(count)), expectedWon));

    private static Ledger Of(IEnumerable<ReceivedCallback> told) => Ledger.Of(told.Select(one => Telling.Of(one, one.Callback.Id[..32])));

    private static string Text(BillAttention? bill) =>
        bill?.OpenFrom is null
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"{bill.Count} {AttentionPoint.Write(bill.Points)} {bill.Movements}");
}
