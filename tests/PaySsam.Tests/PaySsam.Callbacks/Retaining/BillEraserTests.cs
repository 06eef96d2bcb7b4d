using Azure.Data.Tables;
using Microsoft.Extensions.Configuration;
using PaySsam.Callbacks.Attention;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Retaining;
using PaySsam.Callbacks.Settings;
using PaySsam.Callbacks.Storage;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Retaining;

/// <summary>A bill is erased, and everything else that is known of it stays.</summary>
public class BillEraserTests(TestBed bed)
{
    private readonly string _bill = Some.BillId();
    private readonly TablePaymentStore _store = new(bed.Tables, new BillTurns());
    private readonly BillEraser _eraser = new(bed.Tables, new BillTurns(), new AttentionStore(bed.Tables), TimeProvider.System);

    [Fact]
    public async Task Every_answer_stays_but_the_personal_fields()
    {
        for (var number = 0; number < 40; number++)
        {
            var bill = $"{_bill}{number}";
            var random = new Random(Seed.Value + number);
            var told = OddBills.Random(bill, random, most: 12);
            await _store.RecordAsync(told, default);
            var expected = OddBills.Answer((await _store.FindAsync(bill, default))!);

            Assert.Equal(new ErasedBill(told.Count, ErasedBillOutcome.Erased), await _eraser.EraseAsync(bill, null, default));
            var erased = (await _store.FindAsync(bill, default))!;
            Assert.Equal(expected, OddBills.Answer(erased));
            Assert.All(erased.History, received => Assert.Equal(received.PublicId, received.Callback.Id));
            Assert.Equal(new ErasedBill(0, ErasedBillOutcome.Erased), await _eraser.EraseAsync(bill, null, default));

            // What PaySsam says again is one more wording: no sum, no movement and no payment changes.
            await _store.RecordAsync([.. told.Select(received => received with { ReceivedAt = Some.Time.AddDays(20) })], default);
            var again = (await _store.FindAsync(bill, default))!;
            Assert.Equal(erased.Payment.Id, again.Payment.Id);
            Assert.Equal(
                erased.Ledger.Movements.Select(movement => (movement.Id, movement.Day, movement.SignedWon, movement.Details)),
                again.Ledger.Movements.Select(movement => (movement.Id, movement.Day, movement.SignedWon, movement.Details))
            );
            await _eraser.EraseAsync(bill, null, default);
            Assert.Equal(erased.Payment.Id, (await _store.FindAsync(bill, default))!.Payment.Id);
            AssertErased(bill);
        }
    }

    [Fact]
    public async Task A_bill_of_200_callbacks_is_erased_in_pieces()
    {
        var told = Many(200);
        await _store.RecordAsync(told, default);
        var expected = OddBills.Answer((await _store.FindAsync(_bill, default))!);

        Assert.Equal(new ErasedBill(200, ErasedBillOutcome.Erased), await _eraser.EraseAsync(_bill, null, default));
        Assert.Equal(expected, OddBills.Answer((await _store.FindAsync(_bill, default))!));
        AssertErased(_bill);
    }

    [Theory]
    [InlineData(Fault.AppliedButAnswerLost, 1)]
    [InlineData(Fault.Refused, int.MaxValue)]
    [InlineData(Fault.Status412, 1)]
    public async Task Whatever_request_fails_it_ends_in_the_same_answers(Fault fault, int times)
    {
        // Three transactions, a read before and after each that fails.
        for (var from = 1; from <= 4; from++)
        {
            var bill = $"{_bill}-{fault}-{from}";
            await _store.RecordAsync([.. Many(100, bill)], default);
            var expected = OddBills.Answer((await _store.FindAsync(bill, default))!);
            var (count, first) = (0, from);
            var failing = Eraser(
                new FaultyTransport(request =>
                    (fault is not Fault.Status412 || IsTransaction(request)) && ++count >= first && count - first < times ? fault : null
                )
            );

            if (times == 1)
                Assert.Equal(ErasedBillOutcome.Erased, (await failing.EraseAsync(bill, null, default)).Outcome);
            else
                await Assert.ThrowsAnyAsync<Exception>(() => failing.EraseAsync(bill, null, default));
            Assert.Equal(expected, OddBills.Answer((await _store.FindAsync(bill, default))!)); // Half erased too.
            Assert.Equal(ErasedBillOutcome.Erased, (await _eraser.EraseAsync(bill, null, default)).Outcome);
            Assert.Equal(expected, OddBills.Answer((await _store.FindAsync(bill, default))!));
            AssertErased(bill);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_callback_that_comes_meanwhile_is_kept(int transaction)
    {
        await _store.RecordAsync([.. Many(100)], default);
        var late = OddBills.Full(_bill, 0, ("appr_state", "C"), ("appr_num", "late")) with { ReceivedAt = Some.Time.AddDays(30) };
        var batches = 0;
        var eraser = Eraser(
            new FaultyTransport(request =>
            {
                if (IsTransaction(request) && ++batches == transaction)
                    Comes(late);
                return null;
            })
        );

        var erased = await eraser.EraseAsync(_bill, DueAfter(days: 20), default);

        Assert.Equal(ErasedBillOutcome.NotDue, erased.Outcome);
        var bill = (await _store.FindAsync(_bill, default))!;
        Assert.Equal((101, late.Callback.Id), (bill.Count, bill.Payment.Id));
        Assert.Equal(101, bill.History.Count);
        Assert.Equal(ErasedBillOutcome.Erased, (await _eraser.EraseAsync(_bill, DueAfter(days: 31), default)).Outcome);
        Assert.Equal(ApprState.C, (await _store.FindAsync(_bill, default))!.Payment.State);
        AssertErased(_bill);
    }

    [Fact]
    public async Task A_damaged_row_is_told_and_nothing_is_touched()
    {
        await _store.RecordAsync([OddBills.Full(_bill, 0)], default);
        await Payments.AddEntityAsync(new TableEntity(_bill, "event-damaged") { ["Body"] = "no body" });
        Assert.Equal(new ErasedBill(0, ErasedBillOutcome.Damaged), await _eraser.EraseAsync(_bill, null, default));
        Assert.Equal(new ErasedBill(0, ErasedBillOutcome.Unknown), await _eraser.EraseAsync($"{_bill}x", null, default));
    }

    private static bool IsTransaction(Azure.Core.Request request) => request.Uri.Path.EndsWith("$batch", StringComparison.Ordinal);

    private static RetentionCutoffs DueAfter(int days) =>
        RetentionCutoffs.Of(new RetentionOptions(14, null, null), Some.Time.AddDays(days + 14));

    private TableClient Payments => bed.Tables.GetTableClient(StorageNames.PaymentTable);

    private List<ReceivedCallback> Many(int count, string? bill = null) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(number =>
                    OddBills.Full(
                        bill ?? _bill,
                        number / 50,
                        ("appr_num", $"{number}"),
                        ("appr_price", $"{100 * (number % 7)}"),
                        ("appr_state", number < 150 ? "F" : "C")
                    )
                ),
        ];

    // A transport cannot wait.
    private void Comes(ReceivedCallback received) => Task.Run(() => _store.RecordAsync([received], default)).Wait();

    private BillEraser Eraser(FaultyTransport transport)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create(StorageNames.Connection, (string?)bed.ConnectionString)])
            .Build();
        var tables = StorageClients.CreateTables(configuration, transport, FaultyTransport.Pauses);
        return new BillEraser(tables, new BillTurns(), new AttentionStore(tables), TimeProvider.System);
    }

    private void AssertErased(string bill)
    {
        var key = TableKey.ForBill(bill);
        var rows = Payments.Query<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {key}")).ToList();
        Assert.NotEmpty(rows);
        var dump = string.Join(
            '\n',
            rows.SelectMany(row => row)
                .Select(property => property.Value is byte[] bytes ? System.Text.Encoding.UTF8.GetString(bytes) : $"{property.Value}")
        );
        Assert.All(OddBills.Canaries, canary => Assert.DoesNotContain(canary, dump, StringComparison.Ordinal));
        Assert.DoesNotContain(rows, row => row.RowKey.Length > "event-".Length + 32);
    }
}
