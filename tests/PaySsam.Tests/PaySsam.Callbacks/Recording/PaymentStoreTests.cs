using Microsoft.Extensions.DependencyInjection;
using PaySsam.Callbacks.Ledgers;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Reading;
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
    public async Task A_very_large_bill_is_answered_whole_page_by_page()
    {
        var text = new string('x', 28 * 1024);
        var unpaid = Enumerable
            .Range(0, 44)
            .Select(number => Some.Received(Some.Callback(_bill, ("appr_state", "W"), ("x", $"{number}{text}")), number))
            .ToList();
        await _store.RecordAsync([.. unpaid, Some.Received(Paid(), 60)], default);

        var history = (await FindAsync()).History;
        var first = HistoryPage.Of(history, default);
        Assert.True(HistoryPage.TryReadContinuation(first.Continuation, out var after));
        var second = HistoryPage.Of(history, after);

        Assert.InRange(first.Entries.Count, 30, 37);
        Assert.Null(second.Continuation);
        Assert.Equal(
            [.. unpaid.Select(one => one.Callback.Id), Paid().Id],
            first.Entries.Concat(second.Entries).Select(one => one.Callback.Id)
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(250)]
    public void A_history_has_pages_of_100_though_all_came_at_one_time(int callbacks)
    {
        var history = Enumerable
            .Range(0, callbacks)
            .Select(number => Some.Received(Some.Callback(_bill, ("appr_num", $"{number}")), number / 150))
            .ToList();
        var (read, pages, continuation) = (new List<ReceivedCallback>(), 0, (string?)null);
        do
        {
            Assert.True(HistoryPage.TryReadContinuation(continuation, out var after));
            var page = HistoryPage.Of(history, after);
            read.AddRange(page.Entries);
            (pages, continuation) = (pages + 1, page.Continuation);
        } while (continuation is not null);

        Assert.Equal(history, read);
        Assert.Equal(Math.Max(1, (callbacks + 99) / 100), pages);
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
    public async Task More_callbacks_of_one_bill_than_a_transaction_holds_are_recorded()
    {
        var callbacks = Enumerable.Range(0, 200).Select(number => Some.Callback(_bill, ("appr_price", $"{number}"))).ToList();
        var recorded = await _store.RecordAsync([.. callbacks.Select(callback => Some.Received(callback))], default);

        var bill = await FindAsync();
        Assert.Equal(200, bill.History.Count);
        Assert.Equal(bill.Payment.Id, recorded.Payment.Id);
        Assert.Equal(callbacks.Aggregate((Callback?)null, MergeRule.Merge)!.Id, bill.Payment.Id);
        Assert.Equal((200, 200, 0), (recorded.Change.Count, recorded.Change.After.Count, recorded.Change.Before.Count));
    }

    [Fact]
    public async Task A_bill_has_200_callbacks_and_the_last_50_places_are_for_money()
    {
        var unpaid = await RecordAsync(0, 160, "W");
        Assert.Equal(
            (150, 10),
            (unpaid.Count(one => one is RecordOutcome.New or RecordOutcome.Superseded or RecordOutcome.Changed), TooMany(unpaid))
        );
        Assert.Equal(0, TooMany(await RecordAsync(160, 50, "C")));
        Assert.Equal(1, TooMany(await RecordAsync(210, 1, "F")));
        Assert.Equal([RecordOutcome.Redelivered], await RecordAsync(0, 1, "W"));

        Assert.Equal(200, (await FindAsync()).History.Count);

        static int TooMany(IEnumerable<RecordOutcome> outcomes) => outcomes.Count(one => one is RecordOutcome.TooMany);
        async Task<IReadOnlyList<RecordOutcome>> RecordAsync(int from, int count, string state) =>
            (
                await _store.RecordAsync(
                    [
                        .. Enumerable
                            .Range(from, count)
                            .Select(number => Some.Received(Some.Callback(_bill, ("appr_state", state), ("appr_num", $"{number}")))),
                    ],
                    default
                )
            ).Outcomes;
    }

    [Fact]
    public async Task Every_callback_is_counted_and_what_others_wrote_is_carried_over()
    {
        var table = bed.Tables.GetTableClient("Payments");
        await RecordAsync(Cancelled());
        var state = (await table.GetEntityAsync<Azure.Data.Tables.TableEntity>(_bill, "state")).Value;
        Assert.Equal((1, Some.Time), (state["Count"], state.GetDateTimeOffset("LastReceivedAt")));
        var confirmed = new Azure.Data.Tables.TableEntity(_bill, "state") { ["ConfirmedAt"] = Some.Time.AddDays(1) };
        await table.UpdateEntityAsync(confirmed, Azure.ETag.All, Azure.Data.Tables.TableUpdateMode.Merge);

        await RecordAsync(Some.Received(Paid(), 5)); // It loses the merge, and is counted all the same.

        state = (await table.GetEntityAsync<Azure.Data.Tables.TableEntity>(_bill, "state")).Value;
        Assert.Equal((2, Some.Time.AddSeconds(5), "C"), (state["Count"], state.GetDateTimeOffset("LastReceivedAt"), state["appr_state"]));
        Assert.Equal(Some.Time.AddDays(1), state.GetDateTimeOffset("ConfirmedAt"));
        Assert.Equal(2, (await FindAsync()).History.Select(one => one.PublicId).OfType<string>().Distinct().Count());
    }

    [Fact]
    public async Task A_bill_of_an_older_version_gets_count_ids_and_columns_when_written()
    {
        var table = bed.Tables.GetTableClient("Payments");
        await table.CreateIfNotExistsAsync();
        await table.AddEntityAsync(FormerRows.Event(Some.Received(Paid())));
        await table.AddEntityAsync(StateRow.Write(Paid()));
        Assert.Null((await FindAsync()).History[0].PublicId);

        var recorded = await _store.RecordAsync([Some.Received(Cancelled(), 1)], default);

        Assert.True(recorded.Change.IsWhole);
        Assert.Equal((2, 2), (recorded.Change.Count, recorded.Change.After.Select(one => one.Id).OfType<string>().Distinct().Count()));
        var rows = table.Query<Azure.Data.Tables.TableEntity>(row => row.PartitionKey == _bill).ToList();
        Assert.Equal(2, rows.Single(row => row.RowKey == "state")["Count"]);
        Assert.DoesNotContain(rows, row => PaymentRows.IsEvent(row) && EventColumns.AreMissing(row));
        Assert.All(
            rows.Where(PaymentRows.IsEvent),
            row => Assert.Equal(Telling.Of(PaymentRows.ReadEvent(row)), PaymentRows.ReadTelling(row))
        );
        Assert.False((await _store.RecordAsync([Some.Received(Some.Callback(_bill, ("appr_num", "9")), 2)], default)).Change.IsWhole);
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

    [Fact]
    public async Task Writers_of_one_bill_in_one_process_take_turns_and_read_no_body()
    {
        var (reads, writes) = (new System.Collections.Concurrent.ConcurrentBag<string>(), 0);
        var transport = new FaultyTransport(request =>
        {
            if (request.Method == Azure.Core.RequestMethod.Get)
                reads.Add(request.Uri.Query);
            else
                Interlocked.Increment(ref writes);
            return null;
        });
        using var host = ProductHost.Build(bed.ConnectionString, transport);
        var store = host.Services.GetRequiredService<IPaymentStore>();
        await RecordAsync(Some.Callback(_bill, ("appr_state", "W")));

        var callbacks = Enumerable.Range(0, 40).Select(writer => Some.Callback(_bill, ("appr_num", $"{writer + 1}")));
        await Task.WhenAll(callbacks.Select(callback => Task.Run(() => store.RecordAsync([Some.Received(callback)], default))));

        // Each tries it as a new bill, then reads and writes once.
        Assert.Equal((40, 80), (reads.Count, writes));
        Assert.All(reads, query => Assert.Contains("$select=", Uri.UnescapeDataString(query), StringComparison.Ordinal));
        Assert.All(reads, query => Assert.DoesNotContain("Body", query, StringComparison.Ordinal));
        Assert.Equal(41, (await FindAsync()).Count);
    }

    [Theory]
    [InlineData(15, 1)]
    [InlineData(40, 3)]
    public async Task A_bill_is_read_with_bodies_sixteen_rows_at_a_time(int callbacks, int requests)
    {
        var reads = 0;
        var transport = new FaultyTransport(request =>
        {
            if (request.Method == Azure.Core.RequestMethod.Get)
                reads++;
            return null;
        });
        using var host = ProductHost.Build(bed.ConnectionString, transport);
        var received = Enumerable.Range(0, callbacks).Select(number => Some.Received(Some.Callback(_bill, ("appr_price", $"{number}"))));
        await _store.RecordAsync([.. received], default);

        var bill = await host.Services.GetRequiredService<IPaymentStore>().FindAsync(_bill, default);

        Assert.Equal((callbacks, requests), (bill!.History.Count, reads));
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
            Assert.All([StateRow.Write(callback), PaymentRows.Event(Some.Received(callback))], KeepsTheLimits);
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
