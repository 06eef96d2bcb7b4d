using Azure.Data.Tables;
using Microsoft.Extensions.Time.Testing;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Retaining;
using PaySsam.Callbacks.Settings;
using PaySsam.Callbacks.Storage;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Retaining;

/// <summary>A bill is deleted with all that the journal says of it, and no other bill loses anything.</summary>
public sealed class BillRemoverTests(OwnAzurite azurite) : IClassFixture<OwnAzurite>
{
    private readonly FakeTimeProvider _time = new(Some.Time.AddDays(2000));

    private RetentionCutoffs Due => RetentionCutoffs.Of(new RetentionOptions(180, 1827, 30), _time.GetUtcNow());

    [Fact]
    public async Task Nothing_of_it_is_left_and_its_neighbours_are_whole()
    {
        await azurite.ClearAsync();
        using var bed = new RetentionBed(azurite.ConnectionString, _time);
        string[] neighbours = ["a", "a~", "a/1", "a~M~10001", "ab"];
        await bed.RecordAsync(neighbours.SelectMany(Told));
        var expected = Keys(bed);
        await bed.RecordAsync(Told("a 1"));
        Assert.NotEqual(expected, Keys(bed));

        Assert.Equal(ErasedBillOutcome.Erased, await bed.Get<BillRemover>().RemoveAsync("a 1", Due, default));
        Assert.Equal(expected, Keys(bed));
        Assert.Equal(ErasedBillOutcome.Erased, await bed.Get<BillRemover>().RemoveAsync("a 1", Due, default));
        foreach (var bill in neighbours)
            await bed.Get<BillRemover>().RemoveAsync(TableKey.ForBill(bill), Due, default);
        Assert.Equal("", Keys(bed));
    }

    [Fact]
    public async Task A_bill_of_200_callbacks_goes_as_a_whole()
    {
        await azurite.ClearAsync();
        using var bed = new RetentionBed(azurite.ConnectionString, _time);
        foreach (var part in Enumerable.Range(0, 200).Chunk(20))
            await bed.RecordAsync(part.Select(number => OddBills.Full("many", 0, ("appr_num", $"{number}"))));

        Assert.Equal(ErasedBillOutcome.Erased, await bed.Get<BillRemover>().RemoveAsync("many", Due, default));
        Assert.Equal("", Keys(bed));
    }

    [Fact]
    public async Task A_bill_that_came_back_before_its_journal_went_stays_in_it()
    {
        await azurite.ClearAsync();
        using var bed = new RetentionBed(azurite.ConnectionString, _time);
        await bed.RecordAsync(Told("back"));
        var note = new TableEntity(BillRemover.Partition, "back") { ["Days"] = "20250105 20250106 20260102" };
        await bed.Tables.GetTableClient(StorageNames.SweepTable).CreateIfNotExistsAsync();
        await bed.Tables.GetTableClient(StorageNames.SweepTable).AddEntityAsync(note);
        var journal = bed.Tables.ReadJournal();

        await bed.Get<BillRemover>().ForgetAsync(note, default);

        Assert.Equal(journal.Count, bed.Tables.ReadJournal().Count);
        LedgerBooks.Equal((await bed.FindAsync("back")).History, bed.Tables.ReadJournal());
        Assert.Empty(
            bed.Tables.GetTableClient(StorageNames.SweepTable).Query<TableEntity>(row => row.PartitionKey == BillRemover.Partition)
        );
    }

    [Fact]
    public async Task A_callback_of_yesterday_keeps_the_bill()
    {
        await azurite.ClearAsync();
        using var bed = new RetentionBed(azurite.ConnectionString, _time);
        await bed.RecordAsync([
            .. Told("kept"),
            OddBills.Full("kept", 0, ("appr_num", "9")) with
            {
                ReceivedAt = _time.GetUtcNow().AddDays(-1),
            },
        ]);
        var before = Keys(bed);
        Assert.Equal(ErasedBillOutcome.NotDue, await bed.Get<BillRemover>().RemoveAsync("kept", Due, default));
        Assert.Equal(before, Keys(bed));
    }

    [Theory]
    [InlineData(1, 151)]
    [InlineData(2, 52)]
    public async Task A_callback_that_comes_meanwhile_is_kept(int transaction, int left)
    {
        await azurite.ClearAsync();
        using var other = new RetentionBed(azurite.ConnectionString, _time);
        foreach (var part in Enumerable.Range(0, 150).Chunk(20))
            await other.RecordAsync(part.Select(number => OddBills.Full("many", 0, ("appr_num", $"{number}"))));
        var late = OddBills.Full("many", 0, ("appr_state", "C"), ("appr_num", "late")) with { ReceivedAt = _time.GetUtcNow() };
        var batches = 0;
        using var bed = new RetentionBed(
            azurite.ConnectionString,
            _time,
            new FaultyTransport(request =>
            {
                if (request.Uri.Path.EndsWith("$batch", StringComparison.Ordinal) && ++batches == transaction)
                    Comes(other, late);
                return null;
            })
        );

        Assert.Equal(ErasedBillOutcome.NotDue, await bed.Get<BillRemover>().RemoveAsync("many", Due, default));

        var bill = await bed.FindAsync("many");
        Assert.Equal((left, late.Callback.Id), (bill.History.Count, bill.Payment.Id));
        LedgerBooks.Equal(bill.History, bed.Tables.ReadJournal());
    }

    // A transport cannot wait.
    private static void Comes(RetentionBed bed, ReceivedCallback received) => Task.Run(() => bed.RecordAsync(received)).Wait();

    // On three days: its payment's, its cancellation's and that of their receipt.
    private static ReceivedCallback[] Told(string bill) =>
        [
            OddBills.Full(bill, 0),
            OddBills.Full(bill, 1, ("appr_state", "C"), ("appr_num", "2"), ("appr_dt", "20250106000000")),
            OddBills.Full(bill, 2, ("appr_state", "W"), ("appr_dt", null)),
        ];

    private static string Keys(RetentionBed bed) =>
        string.Join(
            '\n',
            new[] { StorageNames.PaymentTable, StorageNames.JournalTable }
                .SelectMany(name =>
                    bed.Tables.GetTableClient(name).Query<TableEntity>().Select(row => $"{name} {row.PartitionKey} {row.RowKey}")
                )
                .Order(StringComparer.Ordinal)
        );
}
