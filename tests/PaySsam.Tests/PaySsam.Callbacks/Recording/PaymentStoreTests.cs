using Microsoft.Extensions.DependencyInjection;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Recording;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Recording;

/// <summary>The rules in the doc comment of <see cref="IPaymentStore"/>, on real table semantics.</summary>
public class PaymentStoreTests(TestBed bed)
{
    private readonly string _bill = Some.BillId();
    private readonly TablePaymentStore _store = new(bed.Tables, new BillTurns());

    [Fact]
    public async Task The_first_callback_of_a_bill_is_its_payment()
    {
        Assert.Equal([RecordOutcome.New], await RecordAsync(Paid()));

        var bill = await FindAsync();
        Assert.Equal("50000", bill.Payment[CallbackField.ApprPrice]);
        Assert.Equal(Paid().Id, Assert.Single(bill.History).Callback.Id);
        Assert.Equal(Some.Time, bill.History[0].ReceivedAt);
    }

    [Fact]
    public async Task A_bill_without_callbacks_is_not_found() => Assert.Null(await _store.FindAsync(_bill, default));

    [Fact]
    public async Task A_very_large_bill_answers_its_earliest_callbacks_and_its_payment()
    {
        var text = new string('x', 28 * 1024);
        var unpaid = Enumerable
            .Range(0, 44)
            .Select(number => Some.Received(Some.Callback(_bill, ("appr_state", "W"), ("x", $"{number}{text}")), number))
            .ToList();
        await _store.RecordAsync([.. unpaid, Some.Received(Paid(), 60)], default);

        var bill = await FindAsync();

        Assert.Equal(Paid().Id, bill.Payment.Id);
        Assert.Equal(Paid().Id, bill.History[^1].Callback.Id);
        Assert.Equal(
            unpaid.Take(bill.History.Count - 1).Select(one => one.Callback.Id),
            bill.History.SkipLast(1).Select(one => one.Callback.Id)
        );
        Assert.InRange(bill.History.Count, 30, 38);
        Assert.Equal(unpaid.Count + 1, bill.History.Count + bill.LeftOut);
    }

    [Fact]
    public async Task A_repeat_is_kept_once()
    {
        await RecordAsync(Paid());
        for (var hour = 1; hour <= 24; hour++)
            Assert.Equal([RecordOutcome.Repeat], await RecordAsync(Some.Received(Paid(), hour * 3600)));

        Assert.Single((await FindAsync()).History);
    }

    [Fact]
    public async Task What_our_queue_delivers_again_is_no_repeat()
    {
        await RecordAsync(Paid());
        Assert.Equal([RecordOutcome.Redelivered], await RecordAsync(Paid()));
    }

    [Fact]
    public async Task A_cancellation_before_its_payment_stands()
    {
        await RecordAsync(Cancelled());
        Assert.Equal([RecordOutcome.Superseded], await RecordAsync(Paid()));

        var bill = await FindAsync();
        Assert.Equal(ApprState.C, bill.Payment.State);
        Assert.Equal(2, bill.History.Count);
    }

    [Fact]
    public async Task A_cancellation_after_its_payment_changes_the_state()
    {
        await RecordAsync(Paid());
        Assert.Equal([RecordOutcome.Changed], await RecordAsync(Cancelled()));
        Assert.Equal(ApprState.C, (await FindAsync()).Payment.State);
    }

    [Fact]
    public async Task A_contradiction_is_kept_and_told()
    {
        await RecordAsync(Paid());
        Assert.Equal([RecordOutcome.Contradiction], await RecordAsync(Some.Callback(_bill, ("appr_state", "D"))));
        Assert.Equal([RecordOutcome.Contradiction], await RecordAsync(Some.Callback(_bill, ("appr_num", "2"))));

        var bill = await FindAsync();
        Assert.Equal(ApprState.F, bill.Payment.State);
        Assert.Equal(3, bill.History.Count);
    }

    [Fact]
    public async Task Callbacks_of_one_bill_are_recorded_together()
    {
        var recorded = await _store.RecordAsync(
            [
                Some.Received(Some.Callback(_bill, ("appr_state", "W"))),
                Some.Received(Cancelled()),
                Some.Received(Paid()),
                Some.Received(Paid(), 1),
            ],
            default
        );

        Assert.Equal([RecordOutcome.New, RecordOutcome.Changed, RecordOutcome.Superseded, RecordOutcome.Repeat], recorded.Outcomes);
        Assert.Equal(Cancelled().Id, recorded.Payment.Id);
        Assert.Equal(3, (await FindAsync()).History.Count);
    }

    [Fact]
    public async Task More_callbacks_of_a_bill_than_a_transaction_or_page_holds_are_kept()
    {
        var callbacks = Enumerable.Range(0, 1_100).Select(number => Some.Callback(_bill, ("appr_price", $"{number}"))).ToList();
        RecordedBill? recorded = null;
        foreach (var chunk in callbacks.Chunk(500))
            recorded = await _store.RecordAsync([.. chunk.Select(callback => Some.Received(callback))], default);

        var bill = await FindAsync();
        Assert.Equal(1_100, bill.History.Count);
        Assert.Equal(bill.Payment.Id, recorded!.Payment.Id);
        Assert.Equal(callbacks.Aggregate((Callback?)null, MergeRule.Merge)!.Id, bill.Payment.Id);
    }

    [Fact]
    public async Task Forty_writers_racing_on_one_bill_lose_nothing()
    {
        var callbacks = Enumerable
            .Range(0, 40)
            .Select(writer =>
                Some.Callback(
                    _bill,
                    ("appr_state", "WDFC"[writer % 4].ToString()),
                    ("appr_num", $"{writer / 2}"),
                    ("appr_dt", $"202501051347{writer:00}")
                )
            )
            .ToList();

        await Task.WhenAll(callbacks.Concat(callbacks).Select(callback => Task.Run(() => RecordAsync(callback))));

        var bill = await FindAsync();
        Assert.Equal(callbacks.Select(callback => callback.Id).Order(), bill.History.Select(received => received.Callback.Id).Order());
        Assert.Equal(callbacks.Aggregate((Callback?)null, MergeRule.Merge)!.Id, bill.Payment.Id);
    }

    [Theory]
    [InlineData("/\\#?")]
    [InlineData("~002f")]
    [InlineData("it's 100%+&\"<>")]
    [InlineData("\0\t\u007f\u009f")]
    [InlineData(" 😀한글 ")]
    [InlineData("..")]
    public async Task Any_bill_id_can_be_recorded_and_found(string id)
    {
        await RecordAsync(Some.Received(Some.Callback(id)));
        await RecordAsync(Some.Received(Some.Callback(id, ("appr_state", "C")), 1));

        var bill = (await _store.FindAsync(id, default))!;
        Assert.Equal(id, bill.Payment.BillId);
        Assert.Equal(2, bill.History.Count);
        Assert.Null(await _store.FindAsync(id + "x", default));
    }

    [Fact]
    public async Task The_state_row_can_be_read_with_any_table_client()
    {
        await RecordAsync(Some.Callback(_bill, ("appr_cash_num", ""), ("member", "m")));

        var row = (
            await bed
                .Tables.GetTableClient("Payments")
                .GetEntityAsync<Azure.Data.Tables.TableEntity>(_bill, "state", cancellationToken: TestContext.Current.CancellationToken)
        ).Value;
        Assert.Equal(_bill, row["bill_id"]);
        Assert.Equal("F", row["appr_state"]);
        Assert.Equal(50000L, row["AmountWon"]);
        Assert.Equal(new DateTimeOffset(2025, 1, 5, 4, 47, 53, TimeSpan.Zero), row.GetDateTimeOffset("ApprovedAt"));
        Assert.Equal("""{"member":"m"}""", row["UnknownFields"]);
        Assert.False(row.ContainsKey("appr_cash_num"));
        Assert.False(row.ContainsKey("apikey"));
    }

    [Fact]
    public async Task A_writer_that_is_overtaken_between_its_read_and_its_write_decides_anew()
    {
        await RecordAsync(Some.Callback(_bill, ("appr_state", "W")));
        var writes = 0;
        var transport = new FaultyTransport(request =>
        {
            // The first write meets the known bill; the second is the replacement.
            if (request.Method == Azure.Core.RequestMethod.Post && ++writes == 2)
                RecordAsync(Cancelled()).GetAwaiter().GetResult();
            return null;
        });
        using var host = ProductHost.Build(bed.ConnectionString, transport);

        var recorded = await host.Services.GetRequiredService<IPaymentStore>().RecordAsync([Some.Received(Paid())], default);

        Assert.Equal([RecordOutcome.Superseded], recorded.Outcomes);
        Assert.Equal(Cancelled().Id, recorded.Payment.Id);
        Assert.Equal(
            Cancelled().Id,
            (await bed.Tables.GetTableClient("Payments").GetEntityAsync<Azure.Data.Tables.TableEntity>(_bill, "state")).Value["CallbackId"]
        );
        Assert.Equal(3, (await FindAsync()).History.Count);
    }

    [Fact]
    public async Task An_event_with_a_blanked_phone_number_is_known_and_its_bill_writable()
    {
        var paid = Some.Callback(_bill, ("appr_cash_issuance_number", "01012345678"));
        await RecordAsync(paid);
        await BlankAsync(paid, "01012345678");

        Assert.Equal([RecordOutcome.Redelivered], await RecordAsync(paid));
        Assert.Equal([RecordOutcome.Repeat], await RecordAsync(Some.Received(paid, 3600)));
        Assert.Equal([RecordOutcome.Changed], await RecordAsync(Cancelled()));
        Assert.Equal(
            [paid.Id, Cancelled().Id],
            (await FindAsync()).History.Select(received => received.Callback.Id).OrderByDescending(id => id == paid.Id)
        );
    }

    [Theory]
    [InlineData("state")]
    [InlineData("event")]
    public async Task A_row_that_somebody_deleted_stops_nothing(string row)
    {
        var table = bed.Tables.GetTableClient("Payments");
        await RecordAsync(Cancelled());
        await table.DeleteEntityAsync(_bill, row == "state" ? row : $"event-{Cancelled().Id}");

        Assert.Equal(ApprState.C, (await FindAsync()).Payment.State);
        await RecordAsync(Paid());
        Assert.Equal(ApprState.C, (await FindAsync()).Payment.State);
        await RecordAsync(Paid());
        Assert.Equal("C", (await table.GetEntityAsync<Azure.Data.Tables.TableEntity>(_bill, "state")).Value["appr_state"]);
    }

    [Fact]
    public async Task A_callback_as_large_as_can_be_keeps_the_limits_of_Table_Storage()
    {
        var filler = Fitting.Largest - 2_000;
        foreach (var field in new[] { "appr_issuer", "unknown" })
        {
            var callback = Some.Callback(_bill, (field, new string('a', filler)));
            await RecordAsync(callback);
            Assert.All([PaymentRows.State(callback), PaymentRows.Event(Some.Received(callback))], KeepsTheLimits);
        }
    }

    // Azurite enforces few of them: 252 properties, 64 KiB each, 1 MiB in all, times from 1601, names that are identifiers.
    private static void KeepsTheLimits(Azure.Data.Tables.TableEntity row)
    {
        var sizes = row.Where(property => property.Value is not null)
            .Select(property =>
                (
                    property.Key,
                    Size: property.Value switch
                    {
                        string text => 2 * text.Length,
                        byte[] binary => binary.Length,
                        DateTimeOffset time when time.Year >= 1601 => 8,
                        long or int or bool => 8,
                        var other => throw new NotSupportedException($"{property.Key}: {other}"),
                    }
                )
            )
            .ToList();
        Assert.InRange(sizes.Count, 1, 252);
        Assert.All(sizes, property => Assert.InRange(property.Size, 0, 64 * 1024));
        Assert.InRange(sizes.Sum(property => property.Size), 1, 1024 * 1024);
        Assert.All(sizes, property => Assert.Matches("^[A-Za-z_][A-Za-z0-9_]*$", property.Key));
    }

    /// <summary>As whoever has to erase personal data does it.</summary>
    private async Task BlankAsync(Callback callback, string text)
    {
        var table = bed.Tables.GetTableClient("Payments");
        Azure.Data.Tables.TableEntity row = await table.GetEntityAsync<Azure.Data.Tables.TableEntity>(_bill, $"event-{callback.Id}");
        row["Body"] = System.Text.Encoding.UTF8.GetBytes(
            System.Text.Encoding.UTF8.GetString(row.GetBinary("Body")).Replace(text, "", StringComparison.Ordinal)
        );
        await table.UpdateEntityAsync(row, row.ETag, Azure.Data.Tables.TableUpdateMode.Replace);
        Azure.Data.Tables.TableEntity state = await table.GetEntityAsync<Azure.Data.Tables.TableEntity>(_bill, "state");
        state.Remove("appr_cash_issuance_number");
        await table.UpdateEntityAsync(state, state.ETag, Azure.Data.Tables.TableUpdateMode.Replace);
    }

    private Callback Paid() => Some.Callback(_bill);

    private Callback Cancelled() => Some.Callback(_bill, ("appr_state", "C"));

    private Task<IReadOnlyList<RecordOutcome>> RecordAsync(Callback callback) => RecordAsync(Some.Received(callback));

    private async Task<IReadOnlyList<RecordOutcome>> RecordAsync(ReceivedCallback received) =>
        (await _store.RecordAsync([received], default)).Outcomes;

    private async Task<Bill> FindAsync() => (await _store.FindAsync(_bill, default))!;
}
