using FsCheck;
using FsCheck.Fluent;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Reconciliation;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Reconciliation;

public class VerdictTests
{
    private static readonly Gen<Callback> AnyCallback =
        from state in Gen.Elements("W", "D", "F", "C")
        from day in Gen.Elements(null, "20260105134753", "20260106134753", "nonsense")
        from number in Gen.Elements(null, "1", "2")
        from price in Gen.Elements("50000", "60000")
        from issuer in Gen.Elements(null, "신한카드")
        select Some.Callback(
            "a",
            ("appr_state", state),
            ("appr_dt", day),
            ("appr_num", number),
            ("appr_price", price),
            ("appr_issuer", issuer)
        );

    [Fact]
    public void What_is_applied_outranks_what_is_held_and_no_state_is_ever_lowered() =>
        Prop.ForAll(
                Arb.From(Gen.Zip(AnyCallback, AnyCallback)),
                pair =>
                {
                    var (held, answered) = pair;
                    var verdict = Judge(held, BillAnswer.Found(answered));
                    var after = verdict is Verdict.Found ? MergeRule.Merge(held, answered) : held;
                    return after.State >= held.State
                        && (verdict is not Verdict.Found || after == answered)
                        && (verdict is not Verdict.Drift || MergeRule.Merge(held, answered) == held)
                        && Judge(after, BillAnswer.Found(answered)) is not Verdict.Found;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void An_answer_in_other_words_changes_nothing() =>
        Prop.ForAll(
                Arb.From(AnyCallback),
                held =>
                    Judge(
                        held,
                        BillAnswer.Found(
                            Some.Callback(
                                "a",
                                ("appr_state", held[CallbackField.ApprState]),
                                ("appr_dt", held[CallbackField.ApprDt]),
                                ("appr_num", held[CallbackField.ApprNum]),
                                ("appr_price", held[CallbackField.ApprPrice]),
                                ("appr_card_type", "신용")
                            )
                        )
                    ) is Verdict.Unchanged
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void What_an_answer_leaves_out_it_does_not_deny() =>
        Assert.Equal(
            Verdict.Unchanged,
            Judge(Some.Callback("a"), BillAnswer.Found(Some.Callback("a", ("appr_num", null), ("appr_dt", null))))
        );

    [Theory]
    [InlineData("appr_price", "50,000")]
    [InlineData("appr_price", "50000.00원")]
    [InlineData("appr_state", "f ")]
    [InlineData("appr_dt", "2025-01-05 13:47:53")]
    [InlineData("appr_dt", "2025-01-05T04:47:53Z")]
    [InlineData("appr_dt", "202501051347")]
    [InlineData("appr_num", "030012345")]
    public void The_same_in_another_form_is_no_drift(string field, string text)
    {
        Assert.Equal(Verdict.Unchanged, Judge(Some.Callback("a"), BillAnswer.Found(Some.Callback("a", (field, text)))));
        Assert.Equal(Verdict.Unchanged, Judge(Some.Callback("a", (field, text)), BillAnswer.Found(Some.Callback("a"))));
    }

    [Theory]
    [InlineData("appr_price", "5만")]
    [InlineData("appr_dt", "어제")]
    [InlineData("appr_num", "0")]
    public void What_cannot_be_read_denies_nothing(string field, string text) =>
        Assert.Equal(Verdict.Unchanged, Judge(Some.Callback("a"), BillAnswer.Found(Some.Callback("a", (field, text)))));

    [Theory]
    [InlineData("appr_price", "50,001")]
    [InlineData("appr_num", "30012346")]
    [InlineData("appr_dt", "202501051348")]
    public void Another_value_is_not_unchanged(string field, string text) =>
        Assert.NotEqual(Verdict.Unchanged, Judge(Some.Callback("a"), BillAnswer.Found(Some.Callback("a", (field, text)))));

    [Theory]
    [InlineData("W", "Unchanged")]
    [InlineData("D", "Found")]
    [InlineData("F", "Found")]
    [InlineData("C", "Found")]
    public void Of_a_bill_that_nothing_is_held_of_all_but_unpaid_is_news(string state, string verdict) =>
        Assert.Equal(verdict, $"{Judge(null, BillAnswer.Found(Some.Callback("a", ("appr_state", state))))}");

    [Theory]
    [InlineData(BillAnswerKind.NotFound, "Drift", "Unknown")]
    [InlineData(BillAnswerKind.Refused, "Refused", "Refused")]
    [InlineData(BillAnswerKind.Away, "Unknown", "Unknown")]
    [InlineData(BillAnswerKind.Unknown, "Unknown", "Unknown")]
    public void An_answer_without_a_bill_is_never_applied(BillAnswerKind kind, string ofHeld, string ofNothing)
    {
        Assert.Equal(ofHeld, $"{Judge(Some.Callback("a"), BillAnswer.Without(kind, "it"))}");
        Assert.Equal(ofNothing, $"{Judge(null, BillAnswer.Without(kind, "it"))}");
    }

    private static Verdict Judge(Callback? held, BillAnswer answer) => Verdicts.Judge(held, answer, isConfirmed: false, isTrusted: true);
}
