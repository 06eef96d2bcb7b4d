using System.Text.Json.Nodes;
using PaySsam.Callbacks.Ledgers;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Ledgers;

/// <summary>What a movement says: rule 10.</summary>
public class MovementTests
{
    // It came second, and ranks higher: it fills more fields.
    private static readonly Telling Full = Tell(2, "full", ("appr_issuer", "issuer"), ("appr_issuer_cd", "08"), ("appr_monthly", "3"));
    private static readonly Telling Short = Tell(1, "short", ("appr_issuer", "other"), ("appr_acquirer_nm", "acquirer"));

    [Fact]
    public void It_is_known_by_the_telling_that_came_first()
    {
        var movement = Of(Full, Short);
        Assert.Equal(("short", "full", Some.Time.AddSeconds(1)), (movement.Id, movement.HighestId, movement.FirstReceivedAt));
    }

    [Fact]
    public void Its_fields_are_those_of_the_highest_and_gaps_of_the_next() =>
        Assert.Equal(("issuer", "08", "acquirer", "3"), Fields(Of(Short, Full).Details));

    [Theory]
    [InlineData("callback", "read", "callback", "corrected")]
    [InlineData("corrected", "read", "corrected")]
    [InlineData("read", "read")]
    public void It_was_pushed_if_any_telling_was(string expected, params string[] sources) =>
        Assert.Equal(expected, Of([.. sources.Select((source, number) => Full with { Source = source, Hash = $"{number}" })]).Source);

    [Fact]
    public void Its_day_is_the_korean_day_of_its_latest_time()
    {
        var movement = Of(Tell(1, "a", ("appr_dt", "20260105235959")), Tell(2, "b", ("appr_dt", "20260106000000")));
        Assert.Equal(new DateOnly(2026, 1, 6), movement.Day);
        Assert.Equal(new DateTimeOffset(2026, 1, 6, 0, 0, 0, TimeSpan.FromHours(9)), movement.At);
    }

    [Fact]
    public void Without_a_time_its_day_is_the_korean_day_of_its_first_receipt()
    {
        var late = Tell(0, "a", ("appr_dt", null)) with { ReceivedAt = new DateTimeOffset(2026, 1, 5, 15, 0, 0, TimeSpan.Zero) };
        Assert.Equal((new DateOnly(2026, 1, 6), null), (Of(late).Day, Of(late).At));
    }

    [Fact]
    public void Without_an_amount_it_has_none_and_adds_nothing()
    {
        var ledger = Ledger.Of([Tell(0, "a", ("appr_price", null)), Tell(1, "b", ("appr_num", "2"))]);
        Assert.Equal([null, 50_000], ledger.Movements.Select(movement => movement.SignedWon).Order());
        Assert.Equal((50_000, 0, 50_000), (ledger.PaidWon, ledger.CancelledWon, ledger.NetWon));
    }

    [Fact]
    public void A_cancellation_is_negative_and_names_its_payment()
    {
        var cancel = Tell(1, "b", ("appr_state", "C"), ("appr_num", "9"), ("appr_origin_num", "30012345"), ("appr_dt", "20250106000000"));
        var ledger = Ledger.Of([Full, cancel]);
        Assert.Equal((50_000, 50_000, 0), (ledger.PaidWon, ledger.CancelledWon, ledger.NetWon));
        var movement = ledger.Movements[1];
        Assert.Equal((true, -50_000, "30012345"), (movement.IsCancellation, movement.SignedWon, movement.Details.OriginApprNum));
    }

    [Fact]
    public void Unpaid_and_withdrawn_move_nothing() =>
        Assert.Empty(Ledger.Of([Tell(0, "a", ("appr_state", "W")), Tell(1, "b", ("appr_state", "D"))]).Movements);

    [Theory]
    [InlineData("999999999999", 999_999_999_999)]
    [InlineData("1000000000000", null)]
    [InlineData("-1", null)]
    [InlineData("0", 0L)]
    public void A_payments_amount_is_from_nothing_to_below_a_trillion(string text, long? won) =>
        Assert.Equal(won, Tell(0, "a", ("appr_price", text)).Won);

    [Fact]
    public void Two_hundred_callbacks_of_one_bill_are_told_apart()
    {
        var told = Enumerable
            .Range(0, 200)
            .Select(number =>
                Tell(
                    number,
                    $"{number}",
                    ("appr_state", number % 2 == 0 ? "F" : "C"),
                    ("appr_num", null),
                    ("appr_dt", $"2026010510{number / 60:00}{number % 60:00}")
                )
            );
        var ledger = Ledger.Of(told);
        Assert.Equal((200, 0), (ledger.Movements.Count, ledger.NetWon));
        Assert.DoesNotContain(ledger.Attention, entry => entry.Code != AttentionCode.PaidTwice);
    }

    private static (string?, string?, string?, string?) Fields(MovementDetails details) =>
        (details.Issuer, details.IssuerCode, details.Acquirer, details.Instalments);

    private static Movement Of(params Telling[] tellings) => Assert.Single(Ledger.Of(tellings).Movements);

    private static Telling Tell(int second, string id, params (string Name, JsonNode? Value)[] fields) =>
        Telling.Of(Some.Received(Some.Callback("bill", fields), second), id);
}
