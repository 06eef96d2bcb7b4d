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
    public async Task A_payment_is_journaled_under_its_Korean_day_without_personal_data()
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

        var rows = bed.Tables.ReadJournalRows(_bill);
        var row = Assert.Single(rows, row => row.PartitionKey[0] == 'm');
        Assert.Equal($"m{JournalRow.Shard(_bill)}-20250105", row.PartitionKey);
        Assert.Equal($"{_bill}~M~10001", row.RowKey);
        Assert.Equal((1, 50_000L, Some.Time), (row["Count"], row["Won"], row.GetDateTimeOffset("ReceivedAt")));
        var id = PublicId(callback);
        Assert.Equal(
            $$"""
            [{"id":"{{id}}","callback_id":"{{id}}","kind":"payment","at":"2025-01-05T00:30:00+09:00","amount_won":50000,
            "appr_num":"30012345","appr_pay_type":"KEYIN","appr_issuer":"신한카드","source":"callback",
            "first_received_at":"2026-01-02T03:04:05+00:00","received_at":"2026-01-02T03:04:05+00:00"}]
            """.ReplaceLineEndings(""),
            row["Movements"]
        );
        Assert.All(rows.SelectMany(one => one), property => Assert.DoesNotMatch(@"123456\*|0101234|110-555", $"{property.Value}"));
        Assert.All(
            rows.SelectMany(one => one),
            property => Assert.DoesNotContain(callback.Id, $"{property.Value}", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task What_came_on_another_day_than_its_own_is_pointed_at_on_that_day()
    {
        await RecordAsync(Some.Received(Some.Callback(_bill)));

        var pointer = Assert.Single(bed.Tables.ReadJournalRows(_bill), row => row.PartitionKey[0] != 'm');
        Assert.Equal(("late-20260102", $"{_bill}~20250105"), (pointer.PartitionKey, pointer.RowKey));
    }

    [Fact]
    public void Names_are_cut_at_100_characters_and_never_within_one()
    {
        var (tooLong, split) = (new string('가', 101), new string('가', 99) + "😀");
        var callback = Some.Callback(_bill, ("appr_issuer", split + "가"), ("appr_pay_type", tooLong));
        var entry = JournalRow.ReadMovements(JournalDays.Rows(0, Some.Received(callback))[0]).Single();

        Assert.Equal((split[..99], tooLong[..100]), (entry.Details.Issuer, entry.Details.PayType));
    }

    [Fact]
    public void A_day_of_very_many_movements_keeps_the_limits_of_Table_Storage()
    {
        var name = string.Concat(Enumerable.Repeat("😀", 50));
        var callbacks = Enumerable
            .Range(0, 200)
            .Select(number => Some.Received(Some.Callback(_bill, ("appr_num", $"{number + 1}"), ("appr_issuer", name), ("member", name))))
            .ToArray();

        var row = Assert.Single(JournalDays.Rows(0, callbacks));

        Assert.All(row, property => Assert.InRange((property.Value as string)?.Length ?? 0, 0, 32_768));
        Assert.Equal(200, JournalRow.ReadMovements(row).Count(entry => entry.Details.Issuer == name && entry.Details.Member == name));
    }

    [Fact]
    public async Task Without_a_time_it_stands_at_the_Korean_day_on_which_it_came()
    {
        var callback = Some.Callback(_bill, ("appr_dt", null));
        await RecordAsync(new ReceivedCallback(callback, new DateTimeOffset(2026, 1, 1, 15, 0, 0, TimeSpan.Zero), null));
        await RecordAsync(new ReceivedCallback(callback, new DateTimeOffset(2026, 1, 5, 15, 0, 0, TimeSpan.Zero), null));

        Assert.EndsWith("-20260102", Assert.Single(bed.Tables.ReadJournalRows(_bill)).PartitionKey, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_comes_again_changes_nothing_that_counts()
    {
        ReceivedCallback[] callbacks =
        [
            .. "WDFC".Select(state => Some.Received(Some.Callback(_bill, ("appr_state", $"{state}")))),
            Some.Received(Some.Callback(_bill, ("appr_dt", "20250106000000"))),
        ];
        await RecordAsync(callbacks);
        var first = bed.Tables.ReadJournal(_bill);
        for (var time = 0; time < 2; time++)
            await RecordAsync(callbacks);

        LedgerBooks.Equal(callbacks, bed.Tables.ReadJournal(_bill));
        Assert.Equal(first, bed.Tables.ReadJournal(_bill));
        Assert.Single(
            bed.Tables.ReadJournalRows(_bill).Where(row => row.PartitionKey[0] == 'm').Select(row => row.PartitionKey[1]).Distinct()
        );
    }

    [Fact]
    public async Task A_second_wording_moves_a_payment_to_its_day()
    {
        await RecordAsync(Some.Received(Some.Callback(_bill, ("appr_dt", null), ("appr_num", null))));
        Assert.Equal([new DateOnly(2026, 1, 2)], bed.Tables.ReadJournal(_bill).Select(one => one.Day));
        await RecordAsync(Some.Received(Some.Callback(_bill), 1));

        var (day, entry) = Assert.Single(bed.Tables.ReadJournal(_bill));
        Assert.Equal((new DateOnly(2025, 1, 5), 50_000), (day, entry.SignedWon));
    }

    [Fact]
    public async Task The_day_that_a_payment_leaves_is_written_before_the_one_it_goes_to()
    {
        var written = new List<string>();
        var transport = new FaultyTransport(request =>
        {
            if (IsJournal(request) && FaultyTransport.Text(request) is var text && text.Contains(_bill, StringComparison.Ordinal))
                written.Add(text.Split("\"PartitionKey\":\"")[1].Split('"')[0][^8..]);
            return null;
        });
        using var host = ProductHost.Build(bed.ConnectionString, transport);
        var recorder = host.Services.GetRequiredService<CallbackRecorder>();

        await recorder.RecordAsync(
            CallbackMessage.Encode([Some.Received(Some.Callback(_bill, ("appr_dt", null), ("appr_num", null)))]),
            default
        );
        await recorder.RecordAsync(CallbackMessage.Encode([Some.Received(Some.Callback(_bill), 1)]), default);

        Assert.Equal(["20260102", "20260102", "20250105", "20260102"], written); // The last is the pointer.
    }

    [Fact]
    public async Task A_message_costs_a_transaction_for_each_day_and_each_hundred_rows()
    {
        var storage = new FakeStorage();
        using var host = storage.Build(Some.ApiKey);
        var bills = Enumerable
            .Range(0, 250)
            .Select(number =>
                Journals.Recorded(
                    new ReceivedCallback(
                        Some.Callback(Some.BillId(), ("appr_dt", number < 210 ? "20260102134753" : "20260103000000")),
                        number < 210 ? Some.Time : Some.Time.AddDays(1),
                        null
                    )
                )
            );

        await host.Services.GetRequiredService<PaymentJournal>().FollowAsync([.. bills], default);

        Assert.Equal(4, storage.JournalTransactions);
    }

    [Fact]
    public async Task What_storage_refuses_is_missing_alone_and_stops_no_payment()
    {
        var (refused, other) = (Some.Callback(_bill), Some.Callback(Some.BillId()));
        var transport = new FaultyTransport(request =>
            IsJournal(request) && FaultyTransport.Text(request).Contains(refused.BillId, StringComparison.Ordinal) ? Fault.Status400 : null
        );
        using var host = ProductHost.Build(bed.ConnectionString, transport);

        var message = CallbackMessage.Encode([Some.Received(refused), Some.Received(other)]);
        for (var delivery = 0; delivery < 2; delivery++)
            await host.Services.GetRequiredService<CallbackRecorder>().RecordAsync(message, default);

        Assert.Equal(other.BillId, Assert.Single(bed.Tables.ReadJournal(_bill, other.BillId)).Entry.BillId);
        Assert.Equal("F", (await bed.Http.FindPaymentAsync(_bill))!.State());
    }

    [Theory]
    [InlineData("/\\#?~ 한글 😀")]
    [InlineData("it's 100%")]
    public async Task Any_bill_id_has_a_row(string id)
    {
        var bill = id + Some.BillId()[..5];
        await RecordAsync(Some.Received(Some.Callback(bill)));

        Assert.Equal(bill, Assert.Single(bed.Tables.ReadJournal(bill)).Entry.BillId);
    }

    private static bool IsJournal(Azure.Core.Request request) =>
        request.Uri.Path.EndsWith("$batch", StringComparison.Ordinal)
        && FaultyTransport.Text(request).Contains("/Journal", StringComparison.Ordinal);

    private string PublicId(Callback callback) =>
        bed
            .Tables.GetTableClient("Payments")
            .GetEntity<Azure.Data.Tables.TableEntity>(_bill, $"event-{callback.Id}")
            .Value.GetString("PublicId");

    private async Task RecordAsync(params ReceivedCallback[] callbacks)
    {
        using var host = ProductHost.Build(bed.ConnectionString);
        await host.Services.GetRequiredService<CallbackRecorder>().RecordAsync(CallbackMessage.Encode(callbacks), default);
    }
}
