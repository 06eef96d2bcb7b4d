using PaySsam.Callbacks.Ledgers;
using PaySsam.Callbacks.Model;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Ledgers;

public class LedgerAttentionTests
{
    private static readonly Callback First = F("1", "20260105100000"),
        Second = F("2", "20260105110000");

    [Fact]
    public void A_second_payment_is_told_until_one_is_cancelled()
    {
        Assert.Equal([("paid_twice", "2")], Attention(First, Second));
        Assert.Empty(Attention(First, Second, C("9", "20260106000000", "2")));
        Assert.Empty(Attention(First, Second, C("8", "20260106000000", "1", 200), C("9", "20260106000100", "1", 300)));
    }

    [Fact]
    public void Of_three_payments_each_later_one_is_told() =>
        Assert.Equal([("paid_twice", "2"), ("paid_twice", "3")], Attention(F("3", "20260105120000"), Second, First));

    [Fact]
    public void A_payment_after_a_cancellation_is_told_until_it_is_cancelled()
    {
        var cancel = C("9", "20260105103000", "1");
        Assert.Equal([("paid_after_cancellation", "2")], Attention(First, cancel, Second));
        Assert.Empty(Attention(First, cancel, Second, C("8", "20260106000000", "2")));
        Assert.Empty(Attention(First, C("9", "20260105113000", "1"), Second));
    }

    [Fact]
    public void More_cancelled_than_paid_is_told_of_the_last_cancellation() =>
        Assert.Equal(
            [("cancelled_more_than_paid", "9")],
            Attention(First, C("7", "20260106000000", "1", 300), C("8", "20260106000100", "1", 200), C("9", "20260106000200", "1"))
        );

    [Fact]
    public void A_cancellation_without_payment_is_listed_an_hour_later()
    {
        Callback[] told = [C("9", "20260106000000", "1"), C("9", null, "1")];
        var entry = Assert.Single(Of(told).Attention);
        Assert.Equal(("cancelled_without_payment", "9"), (entry.Code, entry.Movement!.Details.ApprNum));
        Assert.Equal(Some.Time.AddHours(1), entry.From);
        Assert.Empty(Attention([.. told, First]));
        Assert.Equal([("cancelled_without_payment", "9")], Attention(C("9", "20260106000000", null)));
    }

    [Theory]
    [InlineData("CARD_VAN", true)]
    [InlineData(null, true)]
    [InlineData("OFFLINE_CASH", false)]
    public void Withdrawn_and_paid_is_told_unless_paid_on_the_spot(string? payType, bool told)
    {
        var withdrawn = Some.Callback("bill", ("appr_state", "D"));
        var paid = Some.Callback(
            "bill",
            ("appr_num", "1"),
            ("appr_price", "500"),
            ("appr_dt", "20260105100000"),
            ("appr_pay_type", payType)
        );
        Assert.Equal(told ? [("withdrawn_and_paid", "1")] : [], Attention(withdrawn, paid));
        Assert.Empty(Attention(withdrawn, paid, C("9", "20260106000000", "1")));
        Assert.Empty(Attention(withdrawn));
    }

    [Fact]
    public void One_number_with_two_amounts_is_told() =>
        Assert.Equal([("amounts_differ", "1")], Attention(First, F("1", "20260105100000", "600")));

    [Fact]
    public void An_amount_that_no_telling_has_is_told_until_one_has_it()
    {
        Assert.Equal([("no_amount", "1")], Attention(F("1", "20260105100000", null)));
        Assert.Equal([("no_amount", "1")], Attention(F("1", "20260105100000", "5만")));
        Assert.Empty(Attention(F("1", "20260105100000", null), First));
    }

    [Fact]
    public void A_time_that_cannot_be_read_is_told_until_one_can()
    {
        Assert.Equal([("unreadable_time", "1")], Attention(F("1", "yesterday")));
        Assert.Empty(Attention(F("1", "yesterday"), First));
        Assert.Empty(Attention(F("1", null)));
    }

    [Fact]
    public void Two_members_of_one_bill_are_told()
    {
        var (one, other) = (Member("a"), Member("b"));
        Assert.Equal([("two_members", null)], Attention(one, other));
        Assert.Empty(Attention(one, First));
        Assert.Equal("a", Of(one, First).Movements.Single().Details.Member);
    }

    private static Callback F(string? number, string? time, string? won = "500") =>
        Some.Callback("bill", ("appr_num", number), ("appr_dt", time), ("appr_price", won));

    private static Callback C(string? number, string? time, string? originNumber, int won = 500) =>
        Some.Callback(
            "bill",
            ("appr_state", "C"),
            ("appr_num", number),
            ("appr_dt", time),
            ("appr_price", won),
            ("appr_origin_num", originNumber)
        );

    private static Callback Member(string member) =>
        Some.Callback("bill", ("appr_num", "1"), ("appr_dt", "20260105100000"), ("appr_price", "500"), ("member", member));

    private static Ledger Of(params Callback[] told) =>
        Ledger.Of(told.Select((callback, second) => Telling.Of(Some.Received(callback, second))));

    private static IEnumerable<(string Code, string? Number)> Attention(params Callback[] told) =>
        Of(told).Attention.Select(entry => (entry.Code, entry.Movement?.Details.ApprNum));
}
