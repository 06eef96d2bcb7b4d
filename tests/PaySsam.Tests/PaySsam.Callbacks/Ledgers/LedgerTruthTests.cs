using System.Globalization;
using PaySsam.Callbacks.Ledgers;
using PaySsam.Callbacks.Model;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Ledgers;

/// <summary>
/// The ledger against bills whose truth is known. <c>PAYSSAM_TEST_LEDGERS</c> sets how many bills, <c>PAYSSAM_TEST_SEED</c>
/// repeats a run; a failure quotes the bill.
/// </summary>
public class LedgerTruthTests
{
    private static readonly string? Wanted = Environment.GetEnvironmentVariable("PAYSSAM_TEST_LEDGERS");
    private static readonly int Count = int.TryParse(Wanted, CultureInfo.InvariantCulture, out var count) ? count : 3_000;

    [Fact]
    public void Movements_equal_the_truth_whatever_the_wordings() =>
        ForEachBill(
            1,
            (bill, told, _, _) => True(bill.Told.Select(Line).Order().SequenceEqual(Lines(told).Order()), "not the truth", bill, told)
        );

    [Fact]
    public void Any_order_and_any_repetition_give_the_same_ledger() =>
        ForEachBill(
            2,
            (bill, told, random, _) =>
            {
                var expected = Whole(told);
                for (var number = 0; number < 3; number++)
                {
                    ReceivedCallback[] mixed = [.. told, told[random.Next(told.Count)] with { ReceivedAt = Some.Time.AddDays(1) }];
                    random.Shuffle(mixed);
                    True(Whole(mixed) == expected, "depends on the order", bill, told);
                }
            }
        );

    [Fact]
    public void One_more_wording_changes_no_sum_and_no_day() =>
        ForEachBill(
            3,
            (bill, told, _, wordings) =>
            {
                ReceivedCallback[] more = [.. told, wordings.More(bill)];
                True(Lines(more).Order().SequenceEqual(Lines(told).Order()), "one more wording changes it", bill, more);
            }
        );

    [Fact]
    public void Part_of_a_bill_gives_the_same_ledger_in_any_order() =>
        ForEachBill(
            4,
            (bill, told, random, _) =>
            {
                var part = told.Where(_ => random.Next(2) == 0).ToArray();
                var expected = Whole(part);
                random.Shuffle(part);
                True(Whole(part) == expected, "depends on the order", bill, part);
            }
        );

    [Fact]
    public void Bills_without_a_real_oddity_are_hardly_ever_listed()
    {
        var (plain, listed, withoutAmount) = (0, new List<(string Kind, string Code)>(), 0);
        ForEachBill(
            5,
            (bill, told, _, _) =>
            {
                if (bill.IsOdd)
                    return;
                plain++;
                var codes = Enumerable
                    .Range(1, told.Count)
                    .SelectMany(count =>
                        Of(told.Take(count))
                            .Attention.Where(entry => entry.From is not { } from || from <= told[count - 1].ReceivedAt)
                            .Select(entry => entry.Code)
                    )
                    .ToHashSet();

                // As long as no telling has the amount, that is a real oddity.
                withoutAmount += codes.Remove(AttentionCode.NoAmount) ? 1 : 0;
                listed.AddRange(codes.Take(1).Select(code => (bill.Kind, code)));
            }
        );
        Report.Line(
            $"Ledger: seed {Seed.Value}, {plain} bills without a real oddity: {listed.Count} listed at any time, "
                + $"{withoutAmount} while no telling had an amount"
        );
        Assert.True(listed.Count <= plain / 100, string.Join('\n', listed.CountBy(entry => entry)));
    }

    private static void ForEachBill(int salt, Action<TrueBill, List<ReceivedCallback>, Random, Wordings> check)
    {
        var random = new Random(unchecked(Seed.Value * 31 + salt));
        var (bills, wordings) = (new TrueBills(random), new Wordings(random));
        var wrong = new List<(string Kind, string Why)>();
        for (var number = 0; number < Count; number++)
        {
            var bill = bills.Next();
            try
            {
                check(bill, wordings.Of(bill), random, wordings);
            }
            catch (InvalidOperationException fault)
            {
                wrong.Add(($"{bill.Kind}, {bill.Style}", fault.Message));
            }
        }

        Assert.True(
            wrong.Count == 0,
            $"Seed {Seed.Value}: {wrong.Count} of {Count} bills are wrong.\n"
                + string.Join('\n', wrong.CountBy(bill => bill.Kind).Select(kind => $"{kind.Value} {kind.Key}"))
                + '\n'
                + string.Join('\n', wrong.DistinctBy(bill => bill.Kind).OrderBy(bill => bill.Why.Length).Take(5).Select(bill => bill.Why))
        );
    }

    private static void True(bool holds, string what, TrueBill bill, IEnumerable<ReceivedCallback> told)
    {
        if (holds)
            return;
        var tellings = told.Select(one => string.Join(' ', Fields.Select(field => one.Callback[field] ?? "-")));
        string Block(string name, IEnumerable<object> lines) => $"\n{name}:\n  {string.Join("\n  ", lines)}";
        throw new InvalidOperationException(
            $"{bill.Kind}, {bill.Style}: {what}{Block("truth", bill.Told)}{Block("told", tellings)}{Block("ledger", Lines(told))}"
        );
    }

    private static readonly CallbackField[] Fields =
    [
        CallbackField.ApprState,
        CallbackField.ApprNum,
        CallbackField.ApprDt,
        CallbackField.ApprPrice,
        CallbackField.ApprOriginNum,
        CallbackField.ApprOriginDt,
    ];

    private static Ledger Of(IEnumerable<ReceivedCallback> told) => Ledger.Of(told.Select(one => Telling.Of(one, one.Callback.Id[..8])));

    private static IEnumerable<string> Lines(IEnumerable<ReceivedCallback> told) =>
        Of(told)
            .Movements.Select(movement =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{movement.SignedWon} {KoreanDay.Text(movement.Day)} {movement.At:yyyyMMddHHmmss}"
                )
            );

    private static string Line(TrueMovement movement) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(movement.IsCancellation ? -movement.Won : movement.Won)} {movement.At:yyyy-MM-dd} {movement.At:yyyyMMddHHmmss}"
        );

    private static string Whole(IEnumerable<ReceivedCallback> told)
    {
        var ledger = Of(told);
        return $"{string.Join('\n', ledger.Movements)}\n{string.Join('\n', ledger.Attention)}";
    }
}
