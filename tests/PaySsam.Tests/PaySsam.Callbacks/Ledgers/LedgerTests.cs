using PaySsam.Callbacks.Ledgers;
using PaySsam.Callbacks.Model;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Ledgers;

/// <summary>Histories by name. Each is told in many orders.</summary>
public class LedgerTests
{
    private const string T1 = "20260105100000",
        T2 = "20260105110000",
        T3 = "20260106120000",
        T4 = "20260107130000";

    [Fact]
    public void An_older_bill_with_more_than_200_counts_the_200_that_rank_highest()
    {
        List<Telling> tellings =
        [
            .. Enumerable
                .Range(0, 201)
                .Select(number =>
                    Some.Callback("bill", ("appr_num", $"{number + 1}"), ("appr_dt", $"2026010510{number / 60:00}{number % 60:00}"))
                )
                .Select(callback => Telling.Of(Some.Received(callback), callback.Id[..32])),
        ];

        Assert.Equal(
            Enumerable.Range(2, 200).Select(number => $"{number}"),
            BillLedger.Of(tellings).Movements.Select(movement => movement.Details.ApprNum)
        );
    }

    [Fact]
    public void Two_cash_payments_of_one_amount_are_two() => Net(1000, F(null, T1, "500"), F(null, T2, "500"), F(null, null, "500"));

    [Fact]
    public void Cash_told_with_and_without_its_time_is_one() => Net(500, F(null, T1, "500"), F(null, null, "500"));

    [Fact]
    public void Cash_told_with_and_without_seconds_is_one() => Net(500, F(null, "20260105100059", "500"), F(null, "202601051000", "500"));

    [Fact]
    public void A_number_told_at_two_times_is_one_payment() => Net(500, F("1", T1, "500"), F("1", T2, "500"), F(null, T1, "500"));

    [Fact]
    public void A_number_with_leading_zeros_is_the_same_number() =>
        Net(500, F("00123", T1, "500"), F(" 123 ", T1, "500"), F("0", T1, "500"));

    [Fact]
    public void The_first_of_a_double_payment_is_cancelled_once() =>
        Net(500, F("1", T1, "500"), F("2", T2, "500"), C("9", T3, "500", "1", T1), C("9", T3, "500"));

    [Fact]
    public void A_cancellation_told_with_the_payments_time_is_the_same() =>
        Net(500, F("1", T1, "500"), F("2", T2, "500"), C("9", T3, "500"), C("9", T1, "500"));

    [Fact]
    public void Both_of_a_double_payment_are_cancelled_without_origins() =>
        Net(0, F("1", T1, "500"), F("2", T2, "500"), C("8", T3, "500"), C("9", T4, "500"));

    [Fact]
    public void Both_are_cancelled_under_the_payments_numbers() =>
        Net(0, F("1", T1, "500"), F("2", T2, "500"), C("1", T3, "500"), C("2", T3, "500"));

    [Fact]
    public void Both_are_cancelled_where_only_the_origin_time_differs() =>
        Net(0, F("1", T1, "500"), F("2", T2, "500"), C(null, T3, "500", null, T1), C(null, T3, "500", null, T2));

    [Fact]
    public void A_cancellation_finds_the_payment_of_its_amount() =>
        Net(300, F("1", T1, "500"), F("2", T2, "300"), C("9", T3, "500"), C("9", T3, "500", "1"));

    [Fact]
    public void A_cancellation_whose_payment_was_never_told_is_one() => Net(-500, C("9", T3, "500", "1", T1), C(null, T3, "500"));

    [Fact]
    public void A_cancellation_without_any_payment_is_one_an_amount() =>
        Net(-800, C("9", T3, "500"), C(null, T4, "500"), C("8", T4, "300"), C(null, T3, null));

    [Fact]
    public void A_partial_cancellation_told_without_amount_is_the_same() =>
        Net(300, F("1", T1, "500"), C("9", T3, "200", "1"), C("9", T3, null, "1"), C(null, T3, null, "1"));

    [Fact]
    public void Two_equal_partial_cancellations_are_two() =>
        Net(300, F("1", T1, "500"), C("8", T3, "100", "1"), C("9", T4, "100", "1"), C("9", null, "100", "1"));

    [Fact]
    public void Two_equal_partial_cancellations_without_numbers_are_two() =>
        Net(300, F("1", T1, "500"), C(null, T3, "100", "1"), C(null, T4, "100", "1"), C(null, null, "100", "1"));

    [Fact]
    public void The_cancellation_of_a_payment_not_yet_told_is_its_own() =>
        Net(-500, F("1", T1, "500"), C("8", T3, "500", "1"), C("9", T4, "500", "2"));

    [Fact]
    public void Partial_cancellations_and_a_whole_one_all_count() =>
        Net(-500, F("1", T1, "500"), C("7", T2, "300", "1"), C("8", T3, "200", "1"), C("9", T4, "500", "1"));

    [Fact]
    public void A_whole_cancellation_without_amount_takes_its_payments() => Net(0, F("1", T1, "500"), C("9", T3, null, "1"));

    [Fact]
    public void A_cancellations_sign_is_ignored() =>
        Net(0, F("1", T1, "500"), C("9", T3, "-500", "1"), C("9", T3, "0", "1"), C("9", T3, "500", "1"));

    [Fact]
    public void A_payment_below_nothing_has_no_amount() => Net(0, F("1", T1, "-500"));

    [Fact]
    public void Two_payments_in_one_minute_are_told_apart_by_what_else_is_told() =>
        Net(
            500,
            F("1", "20260105100010", "500"),
            F("2", "20260105100050", "500"),
            C("9", T3, "500", "2"),
            C("9", null, "500", null, "202601051000")
        );

    [Fact]
    public void A_payment_in_the_minute_of_a_cancellation_is_not_cancelled() =>
        Net(500, F("1", T1, "500"), C("9", "20260105103010", "500", "1"), F("2", "20260105103050", "500"), C(null, "202601051030", "500"));

    private static Callback F(string? number, string? time, string? won) =>
        Some.Callback("bill", ("appr_num", number), ("appr_dt", time), ("appr_price", won));

    private static Callback C(string? number, string? time, string? won, string? originNumber = null, string? originTime = null) =>
        Some.Callback(
            "bill",
            ("appr_state", "C"),
            ("appr_num", number),
            ("appr_dt", time),
            ("appr_price", won),
            ("appr_origin_num", originNumber),
            ("appr_origin_dt", originTime)
        );

    private static void Net(long won, params Callback[] told)
    {
        var random = new Random(Seed.Value);
        for (var number = 0; number < 50; number++)
        {
            var ledger = Ledger.Of(told.Select((callback, second) => Telling.Of(Some.Received(callback, second))));
            Assert.Equal(won, ledger.NetWon);
            Assert.Equal(ledger.NetWon, ledger.Movements.Sum(movement => movement.SignedWon ?? 0));
            random.Shuffle(told);
        }
    }
}
