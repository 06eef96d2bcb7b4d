using PaySsam.Callbacks.Ledgers;
using PaySsam.Callbacks.Model;
using PaySsam.Simulator.Serving;
using PaySsam.Tests.Support;
using Month = PaySsam.Simulator.Serving.Month;
using Received = PaySsam.Callbacks.Ledgers.Telling;
using Telling = PaySsam.Simulator.Serving.Telling;

namespace PaySsam.Tests.Simulator;

/// <summary>A month that is told in several wordings, and what a ledger makes of it. <c>PAYSSAM_TEST_SEED</c> repeats a run.</summary>
public class ServeWordingsTests
{
    private const int Count = 3_000;
    private static readonly DateTime Now = new(2026, 3, 1, 0, 0, 10, 500);
    private static readonly List<Bill> Bills = [.. Month.Bills(Seed.Value, Count, 30, DateOnly.FromDateTime(Now)).Select(Live)];

    [Fact]
    public void Each_movement_is_told_in_full_and_at_most_three_times_more()
    {
        var told = new Wordings(3).Of(Bills).ToList();

        Assert.Equal(
            Bills.SelectMany(bill => bill.Movements.Select(movement => $"{bill.Id} {movement}")).Order(StringComparer.Ordinal),
            told.Where(telling => telling.Wording == 0).Select(Text).Distinct().Order(StringComparer.Ordinal)
        );
        Assert.All(told, telling => Assert.InRange(telling.Wording, 0, 3));
        Assert.NotEqual(told.Count, told.Distinct().Count());
        Assert.Equal(told.Select(Json), new Wordings(3).Of(Bills).Select(Json));
    }

    [Fact]
    public void Without_wordings_each_is_told_once_in_order() =>
        Assert.Equal(
            Bills.SelectMany(bill => bill.Movements.Select(movement => bill.Callback("", movement).ToJsonString())),
            new Wordings(0).Of(Bills).Select(Json)
        );

    [Fact]
    public void Bills_are_cancelled_whole_and_in_part_and_paid_twice()
    {
        Assert.InRange(Bills.Count(bill => bill.CancelledWon == bill.AmountWon), Count / 5, Count * 2 / 5);
        Assert.InRange(Bills.Count(bill => bill.CancelledAt is not null && bill.CancelledWon < bill.AmountWon), Count / 20, Count / 5);
        Assert.InRange(Bills.Count(bill => bill.PaidAgainAt is not null), Count / 5, Count * 2 / 5);
        Assert.InRange(Bills.Count(bill => bill.PaidAgainAt > bill.CancelledAt), Count / 20, Count / 5);
        Assert.InRange(Bills.Count(bill => bill is { IsCash: true, PaidAt: not null }), Count / 10, Count * 3 / 10);
    }

    [Fact]
    public void The_ledger_has_each_won_on_its_day()
    {
        foreach (var bill in new Wordings(3).Of(Bills).GroupBy(telling => telling.Bill))
        {
            var told = bill.Select((telling, second) => Some.Received(Some.Parsed(Json(telling)), second)).ToList();
            var ledger = Ledger.Of(told.Select(one => Received.Of(one, one.Callback.Id[..8])));

            Assert.True(
                bill.Key.Movements.Select(Line).Order().SequenceEqual(ledger.Movements.Select(Line).Order()),
                $"Seed {Seed.Value}: {bill.Key.Id}\n{string.Join('\n', bill.Select(Json))}\n{string.Join('\n', ledger.Movements)}"
            );
        }
    }

    private static Bill Live(Bill bill) => Lives.Live(bill, Now);

    private static string Text(Telling telling) => $"{telling.Bill.Id} {telling.Movement}";

    private static string Json(Telling telling) => telling.Write("").ToJsonString();

    private static string Line(PaySsam.Simulator.Serving.Movement movement) =>
        $"{(movement.Cancels is null ? movement.Won : -movement.Won)} {movement.At:yyyy-MM-dd}";

    private static string Line(PaySsam.Callbacks.Ledgers.Movement movement) => $"{movement.SignedWon} {KoreanDay.Text(movement.Day)}";
}
