using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using PaySsam.Callbacks.Model;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Model;

public class MergeRuleTests
{
    private const int Sets = 2_000;

    [Fact]
    public void A_late_retry_never_undoes_a_cancellation() =>
        Highest(
            Some.Callback("A1", ("appr_state", "C"), ("appr_dt", "20250106000000")),
            Some.Callback("A1", ("appr_state", "F"), ("appr_dt", "20250107000000"))
        );

    [Fact]
    public void A_withdrawal_never_hides_a_payment() =>
        Highest(Some.Callback("A1", ("appr_state", "F")), Some.Callback("A1", ("appr_state", "D"), ("appr_dt", "20250107000000")));

    [Fact]
    public void A_bill_that_was_unpaid_is_withdrawn() =>
        Highest(Some.Callback("A1", ("appr_state", "D"), ("appr_dt", null)), Some.Callback("A1", ("appr_state", "W")));

    [Fact]
    public void Of_two_payments_the_later_approval_counts() =>
        Highest(
            Some.Callback("A1", ("appr_dt", "20250105134754")),
            Some.Callback("A1", ("appr_dt", "20250105134753"), ("appr_issuer", "x"))
        );

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not a date")]
    [InlineData("99991231235959")]
    public void A_date_that_is_none_counts_as_the_earliest(string? date) =>
        Highest(
            Some.Callback("A1", ("appr_dt", "20000101000000")),
            Some.Callback("A1", ("appr_dt", date), ("appr_issuer", "x"), ("appr_monthly", "1"))
        );

    [Fact]
    public void Of_equal_approvals_the_one_that_says_more_counts() =>
        Highest(Some.Callback("A1", ("appr_issuer", "x")), Some.Callback("A1", ("appr_issuer", ""), ("unknown", "y"), ("unknown2", "y")));

    [Fact]
    public void What_still_ties_is_decided_by_the_id()
    {
        var one = Some.Callback("A1", ("appr_issuer", "x"));
        var other = Some.Callback("A1", ("appr_issuer", "y"));
        var (greater, lesser) = string.CompareOrdinal(one.Id, other.Id) > 0 ? (one, other) : (other, one);
        Highest(greater, lesser);
    }

    [Fact]
    public void Merging_is_commutative_and_total() =>
        Check(
            Gen.Two(Callbacks).ToArbitrary(),
            pair => MergeRule.Merge(pair.Item1, pair.Item2).Id == MergeRule.Merge(pair.Item2, pair.Item1).Id
        );

    [Fact]
    public void Merging_is_associative() =>
        Check(
            Gen.Three(Callbacks).ToArbitrary(),
            three =>
            {
                var (a, b, c) = three;
                return MergeRule.Merge(MergeRule.Merge(a, b), c).Id == MergeRule.Merge(a, MergeRule.Merge(b, c)).Id;
            }
        );

    [Fact]
    public void Merging_is_idempotent() =>
        Check(
            Callbacks.ToArbitrary(),
            callback => MergeRule.Merge(callback, callback).Id == callback.Id && MergeRule.Merge(null, callback).Id == callback.Id
        );

    [Fact]
    public void Any_order_and_any_repetition_end_in_the_same_payment() =>
        Check(
            (
                from set in Callbacks.NonEmptyListOf()
                from shuffled in Gen.Shuffle(set.ToArray())
                from repeats in Gen.Elements(set.ToArray()).ListOf()
                from mixed in Gen.Shuffle(shuffled.Concat(repeats).ToArray())
                select (set, mixed)
            ).ToArbitrary(),
            sets => Fold(sets.set).Id == Fold(sets.mixed).Id
        );

    [Theory]
    [InlineData("D", "F", true)]
    [InlineData("D", "C", true)]
    [InlineData("W", "F", false)]
    [InlineData("W", "D", false)]
    [InlineData("F", "C", false)]
    [InlineData("C", "C", false)]
    public void The_lifecycle_says_which_states_contradict(string one, string other, bool contradict)
    {
        var (a, b) = (Some.Callback("A1", ("appr_state", one)), Some.Callback("A1", ("appr_state", other), ("appr_num", "2")));
        Assert.Equal(contradict, MergeRule.Contradict(a, b));
        Assert.Equal(contradict, MergeRule.Contradict(b, a));
    }

    [Theory]
    [InlineData("appr_num", true)]
    [InlineData("appr_price", true)]
    [InlineData("appr_issuer", false)]
    public void Two_payments_contradict_by_number_or_price(string field, bool contradict) =>
        Assert.Equal(contradict, MergeRule.Contradict(Some.Callback("A1"), Some.Callback("A1", (field, "999"))));

    [Theory]
    [InlineData("50000", "50,000", false)]
    [InlineData("50000", "₩50,000원", false)]
    [InlineData("50,000", "5e4", false)]
    [InlineData("50000", "50,001", true)]
    [InlineData("5만", "50000", false)] // What cannot be read differs from nothing.
    [InlineData("5만", "5만", false)]
    public void Two_payments_contradict_by_the_amount_as_it_is_read(string one, string other, bool contradict) =>
        Assert.Equal(
            contradict,
            MergeRule.Contradict(Some.Callback("A1", ("appr_price", one)), Some.Callback("A1", ("appr_price", other)))
        );

    [Theory]
    [InlineData("30012345", "030012345", false)]
    [InlineData("30012345", " 30012345 ", false)]
    [InlineData("30012345", null, false)]
    [InlineData("0", "30012345", false)]
    [InlineData("30012345", "30012346", true)]
    public void Two_payments_contradict_by_the_number_as_it_is_read(string? one, string? other, bool contradict) =>
        Assert.Equal(contradict, MergeRule.Contradict(Some.Callback("A1", ("appr_num", one)), Some.Callback("A1", ("appr_num", other))));

    [Fact]
    public void Approvals_rank_by_their_value_whatever_their_form()
    {
        Highest(
            Some.Callback("A1", ("appr_dt", "2025-01-05 13:47:54")),
            Some.Callback("A1", ("appr_dt", "20250105134753"), ("appr_issuer", "x"))
        );
        Highest(
            Some.Callback("A1", ("appr_dt", "202501051348")),
            Some.Callback("A1", ("appr_dt", "2025-01-05T04:47:59Z"), ("appr_issuer", "x"))
        );
        Highest(Some.Callback("A1", ("appr_state", "c ")), Some.Callback("A1", ("appr_state", "F"), ("appr_dt", "20260105134753")));
    }

    [Fact]
    public void The_rank_as_text_sorts_as_merging_ranks() =>
        Check(
            Gen.Two(Callbacks).ToArbitrary(),
            pair =>
                string.CompareOrdinal(MergeRule.Rank(pair.Item1), MergeRule.Rank(pair.Item2)) <= 0
                == (MergeRule.Merge(pair.Item1, pair.Item2).Id == pair.Item2.Id)
        );

    private static void Highest(Callback highest, Callback lower)
    {
        Assert.Same(highest, MergeRule.Merge(highest, lower));
        Assert.Same(highest, MergeRule.Merge(lower, highest));
    }

    private static Callback Fold(IEnumerable<Callback> callbacks) => callbacks.Aggregate((Callback?)null, MergeRule.Merge)!;

    private static void Check<T>(Arbitrary<T> values, Func<T, bool> law) =>
        Prop.ForAll(values, law).Check(Config.QuickThrowOnFailure.WithMaxTest(Sets));

    // Of both versions. Few values for each field, so that equal states, equal dates and equal callbacks are common.
    private static readonly Gen<Callback> Callbacks =
        from state in Gen.Elements("W", "D", "F", "C", "f ", "Ｃ")
        from date in Gen.Elements<string?>(
            null,
            "",
            "20250105134753",
            "20250105134754",
            "20250231000000",
            "later",
            "202501051347",
            "2025-01-05T04:47:53Z",
            "2025/01/05 13:47:53.9"
        )
        from number in Gen.Elements<string?>(null, "1", "2")
        from issuer in Gen.Elements<string?>(null, "", "x", "y")
        from isV2 in Gen.Elements(false, true)
        select isV2
            ? Some.Parsed(
                new JsonObject
                {
                    ["billId"] = "A1",
                    ["apprState"] = state,
                    ["apprDt"] = date,
                    ["apprNum"] = number,
                    ["apprIssuer"] = issuer,
                }.ToJsonString()
            )
            : Some.Parsed(
                new JsonObject
                {
                    ["bill_id"] = "A1",
                    ["appr_state"] = state,
                    ["appr_dt"] = date,
                    ["appr_num"] = number,
                    ["appr_issuer"] = issuer,
                }.ToJsonString()
            );
}
