using Microsoft.Extensions.DependencyInjection;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Reading;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Reading;

public class JournalReaderTests(TestBed bed)
{
    private readonly DateOnly _day = JournalDays.Next();

    [Fact]
    public async Task A_payment_that_stands_in_several_shards_counts_once()
    {
        var callback = Callback("a");
        foreach (var shard in new[] { 0, 3, 7 })
            Write(shard, callback);

        Assert.Equal([Journals.Id(callback)], await IdsAsync());
    }

    [Fact]
    public async Task Of_the_rows_of_a_bill_the_highest_counts_in_whatever_shard()
    {
        var (first, second, third) = (Callback("a"), Callback("a", ("appr_num", "2")), Callback("a", ("appr_state", "C")));
        Write(5, first);
        Write(1, first, second, third);
        Write(7, first, second);
        bed.Tables.WriteJournal(JournalRow.OfMovements(2, _day, ("b", "b"), count: 1, Some.Time, []));
        Write(6, Callback("b"));
        bed.Tables.WriteJournal(JournalRow.OfMovements(4, _day, ("b", "b"), count: 10, Some.Time, []));

        Assert.Equal(new[] { first, second, third }.Select(Journals.Id).Order(), (await IdsAsync()).Order());
    }

    [Fact]
    public async Task Two_payments_of_a_bill_and_its_cancellation_all_count()
    {
        Callback[] all =
        [
            Callback("a", ("appr_num", "1")),
            Callback("a", ("appr_num", "2")),
            Callback("a", ("appr_num", null), ("appr_dt", _day.At("140000"))),
            Callback("a", ("appr_state", "C"), ("appr_num", "1"), ("appr_dt", _day.At("150000"))),
        ];
        Write(3, all);

        Assert.Equal(all.Select(Journals.Id).Order(), (await IdsAsync()).Order());
    }

    [Fact]
    public async Task A_bills_rows_are_read_together_however_similar_other_ids_are()
    {
        string[] bills = ["a", "a~", "a~~", "a/", "aA", "aC", "a한", "한글 /1", "한글 /10", "it's", "😀"];
        foreach (var (number, bill) in bills.Index())
            Write(number % 8, [.. "WDFC".Select(state => Callback(bill, ("appr_state", $"{state}")))]);

        var read = await ReadAsync();

        Assert.Equal(bills.Order(), read.Select(bill => bill[0].BillId).Order());
        Assert.All(read, bill => Assert.Equal([ApprState.F, ApprState.C, ApprState.D, ApprState.W], bill.Select(entry => entry.State)));

        // From behind any of them, what followed follows again.
        for (var at = 0; at < read.Count; at++)
            Assert.Equal(
                read.Skip(at + 1).Select(bill => bill[0].BillId),
                (await ReadAsync(after: read[at][0].BillKey)).Select(bill => bill[0].BillId)
            );
        Assert.All(await ReadAsync(ApprState.F), bill => Assert.Equal(ApprState.F, Assert.Single(bill).State));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Segments_of_any_size_read_the_same(int segment)
    {
        for (var number = 0; number < 30; number++)
            Write(number % 8, Callback($"{number:00}"));

        Assert.Equal(
            Enumerable.Range(0, 30).Select(number => $"{number:00}"),
            (await ReadAsync(segment: segment)).Select(bill => bill[0].BillId)
        );
    }

    [Fact]
    public async Task Only_its_own_day_is_read_and_an_entry_says_all_that_the_row_does()
    {
        var callback = Callback("a", ("appr_pay_type", "KEYIN"), ("appr_issuer", "신한카드"));
        Write(1, callback);
        Write(1, Some.Callback("b", ("appr_dt", _day.AddDays(1).At("000000"))));
        Write(1, Some.Callback("c", ("appr_dt", _day.AddDays(-1).At("235959"))));

        var entry = Assert.Single(Assert.Single(await ReadAsync()));

        Assert.Equal(
            ("a", "a", "30012345", "KEYIN", "신한카드", 50000L, Some.Time),
            (
                entry.BillId,
                entry.BillKey,
                entry.Details.ApprNum,
                entry.Details.PayType,
                entry.Details.Issuer,
                entry.AmountWon,
                entry.ReceivedAt
            )
        );
        Assert.Equal((callback.ApprovedAt, TimeSpan.FromHours(9)), (entry.ApprovedAt, entry.ApprovedAt!.Value.Offset));
    }

    [Fact]
    public async Task A_reader_whose_time_is_up_stops_even_between_rows_that_it_holds()
    {
        for (var number = 0; number < 3; number++)
            Write(0, Callback($"{number}"));
        using var time = new CancellationTokenSource();
        using var host = ProductHost.Build(bed.ConnectionString);
        var reading = host
            .Services.GetRequiredService<JournalReader>()
            .ReadAsync(_day, null, null, new(), JournalReader.LargestSegment, time.Token);
        await using var bills = reading.GetAsyncEnumerator(default);
        Assert.True(await bills.MoveNextAsync());
        await time.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bills.MoveNextAsync().AsTask());
    }

    [Theory]
    [InlineData("F", "50000", 50000L)]
    [InlineData("F", "fifty", null)]
    [InlineData("C", "50000", -50000L)]
    [InlineData("C", "-50000", -50000L)]
    [InlineData("C", "-999999999999", -999_999_999_999L)]
    [InlineData("C", "fifty", null)]
    public async Task A_cancellation_is_taken_away_whichever_sign_it_came_with(string state, string price, long? won)
    {
        Write(0, Callback("a", ("appr_state", state), ("appr_price", price)));

        Assert.Equal(won, Assert.Single(Assert.Single(await ReadAsync())).SignedWon);
    }

    private Callback Callback(string bill, params (string Name, System.Text.Json.Nodes.JsonNode? Value)[] fields) =>
        Some.Callback(bill, [("appr_dt", _day.At()), .. fields]);

    private void Write(int shard, params Callback[] bill) =>
        bed.Tables.WriteJournal(shard, [.. bill.Select((callback, second) => Some.Received(callback, second))]);

    private async Task<IEnumerable<string?>> IdsAsync() => (await ReadAsync()).SelectMany(bill => bill).Select(entry => entry.CallbackId);

    private async Task<List<IReadOnlyList<JournalEntry>>> ReadAsync(
        ApprState? state = null,
        string? after = null,
        int segment = JournalReader.LargestSegment
    )
    {
        using var host = ProductHost.Build(bed.ConnectionString);
        return await host.Services.GetRequiredService<JournalReader>().ReadAsync(_day, state, after, new(), segment, default).ToListAsync();
    }
}
