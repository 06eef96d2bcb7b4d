using Microsoft.Extensions.DependencyInjection;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Recording;
using PaySsam.Tests.Reliability;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Following;

public class PaymentJournalTests(TestBed bed)
{
    private readonly string _bill = Some.BillId();

    [Fact]
    public async Task A_callback_is_journaled_under_its_Korean_day_without_personal_data()
    {
        var callback = Some.Callback(
            _bill,
            ("appr_dt", "20250105003000"),
            ("appr_pay_type", "KEYIN"),
            ("appr_issuer", "신한카드"),
            ("appr_issuer_num", "123456**********"),
            ("appr_cash_issuance_number", "01012345678"),
            ("account", "110-555")
        );
        await RecordAsync(Some.Received(callback));

        var row = Assert.Single(bed.Tables.ReadJournalRows(_bill));
        Assert.Equal($"{JournalRow.Shard(callback.Id)}-20250105", row.PartitionKey);
        Assert.Equal($"{_bill}~F~{callback.Id}", row.RowKey);
        Assert.Equal(new DateTimeOffset(2025, 1, 4, 15, 30, 0, TimeSpan.Zero), row.GetDateTimeOffset("ApprovedAt"));
        Assert.Equal(Some.Time, row.GetDateTimeOffset("ReceivedAt"));
        Assert.Equal(MergeRule.Rank(callback), row["Rank"]);
        Assert.Equal(
            ("F", "30012345", "KEYIN", "신한카드", 50000L),
            (row["appr_state"], row["appr_num"], row["appr_pay_type"], row["appr_issuer"], row["AmountWon"])
        );
        Assert.All(row.Select(property => $"{property.Value}"), value => Assert.DoesNotMatch(@"123456\*|0101234|110-555", value));
    }

    [Fact]
    public void Names_are_cut_at_100_characters_and_never_within_one()
    {
        var (tooLong, split) = (new string('가', 101), new string('가', 99) + "😀");
        var row = JournalRow.Write(0, Some.Received(Some.Callback(_bill, ("appr_issuer", split + "가"), ("appr_pay_type", tooLong))));

        Assert.Equal((split[..99], tooLong[..100]), (row["appr_issuer"], row["appr_pay_type"]));
        row = JournalRow.Write(0, Some.Received(Some.Callback(_bill, ("appr_issuer", tooLong[..100]))));
        Assert.Equal(tooLong[..100], row["appr_issuer"]);
    }

    [Fact]
    public async Task Without_an_approval_it_stands_at_the_Korean_day_on_which_it_came()
    {
        var callback = Some.Callback(_bill, ("appr_dt", null));
        await RecordAsync(new ReceivedCallback(callback, new DateTimeOffset(2026, 1, 1, 15, 0, 0, TimeSpan.Zero), null));

        // A repeat is no entry.
        await RecordAsync(new ReceivedCallback(callback, new DateTimeOffset(2026, 1, 5, 15, 0, 0, TimeSpan.Zero), null));

        Assert.EndsWith("-20260102", Assert.Single(bed.Tables.ReadJournalRows(_bill)).PartitionKey, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_comes_again_meets_its_own_rows()
    {
        ReceivedCallback[] callbacks =
        [
            .. "WDFC".Select(state => Some.Received(Some.Callback(_bill, ("appr_state", $"{state}")))),
            Some.Received(Some.Callback(_bill, ("appr_dt", "20250106000000"))),
        ];
        for (var time = 0; time < 3; time++)
            await RecordAsync(callbacks);

        var rows = bed.Tables.ReadJournalRows(_bill);
        Assert.Equal(callbacks.Select(received => received.Callback.Id).Order(), rows.Select(row => row.CallbackId()).Order());
        Assert.Single(rows.Select(row => row.PartitionKey[0]).Distinct());
    }

    [Fact]
    public async Task A_message_costs_a_transaction_for_each_day_and_each_hundred_rows()
    {
        var storage = new FakeStorage();
        using var host = storage.Build(Some.ApiKey);
        var callbacks = Enumerable
            .Range(0, 250)
            .Select(number => new RecordedCallback(
                Some.Received(Some.Callback(Some.BillId(), ("appr_dt", number < 210 ? "20250105134753" : "20250106134753"))),
                RecordOutcome.New,
                true
            ));

        await host.Services.GetRequiredService<PaymentJournal>().FollowAsync([.. callbacks], default);

        Assert.Equal(4, storage.JournalTransactions);
    }

    [Fact]
    public async Task What_storage_refuses_is_missing_alone_and_stops_no_payment()
    {
        var (refused, other) = (Some.Callback(_bill), Some.Callback(Some.BillId()));
        var transport = new FaultyTransport(request =>
            IsJournal(request) && FaultyTransport.Text(request).Contains(refused.Id, StringComparison.Ordinal) ? Fault.Status400 : null
        );
        using var host = ProductHost.Build(bed.ConnectionString, transport);

        var message = CallbackMessage.Encode([Some.Received(refused), Some.Received(other)]);
        for (var delivery = 0; delivery < 2; delivery++)
            await host.Services.GetRequiredService<CallbackRecorder>().RecordAsync(message, default);

        Assert.Equal(other.Id, Assert.Single(bed.Tables.ReadJournalRows(_bill, other.BillId)).CallbackId());
        Assert.Equal("F", (await bed.Http.FindPaymentAsync(_bill))!.State());
    }

    [Theory]
    [InlineData("/\\#?~ 한글 😀")]
    [InlineData("it's 100%")]
    public async Task Any_bill_id_has_a_row(string id)
    {
        var bill = id + Some.BillId()[..5];
        await RecordAsync(Some.Received(Some.Callback(bill)));

        Assert.Equal(bill, Assert.Single(bed.Tables.ReadJournalRows(bill)).GetString("bill_id"));
    }

    private static bool IsJournal(Azure.Core.Request request) =>
        request.Uri.Path.EndsWith("$batch", StringComparison.Ordinal)
        && FaultyTransport.Text(request).Contains("/Journal", StringComparison.Ordinal);

    private async Task RecordAsync(params ReceivedCallback[] callbacks)
    {
        using var host = ProductHost.Build(bed.ConnectionString);
        await host.Services.GetRequiredService<CallbackRecorder>().RecordAsync(CallbackMessage.Encode(callbacks), default);
    }
}
