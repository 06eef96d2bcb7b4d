using Azure.Data.Tables;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Storage;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Scenarios;

/// <summary>The crashes after which a message waits for the killed host's lease to end: several at once, so that tests wait less.</summary>
public abstract class LeasedCrashes : IAsyncDisposable
{
    // Of both products. To start more at once would delay all other tests.
    private static readonly SemaphoreSlim Turns = new(4);

    private const string Message = $"/{StorageNames.CallbackQueue}/messages/";
    private const string PoisonMessage = $"/{StorageNames.PoisonQueue}/messages/";
    private const string Transaction = "/$batch";

    // Behind the shard, in the partition of the day to which a payment moves.
    private const string MovedTo = "-20250105";

    private const string Change = $"/{StorageNames.ChangeQueue}/messages";

    protected LeasedCrashes(Product product)
    {
        Product = product;
        BeforeTheTable = InTurnAsync(() => RecordAsync(new(Phase.Before, "POST", Transaction), recorded: false));
        BeforeTheTablesAnswer = InTurnAsync(() => RecordAsync(new(Phase.After, "POST", Transaction), recorded: true));
        BeforeTheJournal = InTurnAsync(() => RecordAsync(new(Phase.Before, "POST", Transaction, Holding: "/Journal"), recorded: true));
        BeforeTheJournalsAnswer = InTurnAsync(() =>
            RecordAsync(new(Phase.After, "POST", Transaction, Holding: "/Journal"), recorded: true)
        );
        BetweenTheDays = InTurnAsync(() => MoveAsync(new(Phase.Before, "POST", Transaction, Holding: MovedTo)));
        BeforeTheEvent = InTurnAsync(() => RecordAsync(new(Phase.Before, "POST", Change), recorded: true));
        BeforeTheEventsAnswer = InTurnAsync(() => RecordAsync(new(Phase.After, "POST", Change), recorded: true));
        BeforeTheDelete = InTurnAsync(() => RecordAsync(new(Phase.Before, "DELETE", Message), recorded: true));
        AmongABatch = InTurnAsync(() => RecordBatchAsync(new(Phase.After, "POST", Transaction)));
        BeforeThePoisonsDelete = InTurnAsync(() => KeepAsync(new(Phase.Before, "DELETE", PoisonMessage)));
    }

    public Product Product { get; }

    public Task BeforeTheTable { get; }

    public Task BeforeTheTablesAnswer { get; }

    public Task BeforeTheJournal { get; }

    public Task BeforeTheJournalsAnswer { get; }

    public Task BetweenTheDays { get; }

    public Task BeforeTheEvent { get; }

    public Task BeforeTheEventsAnswer { get; }

    public Task BeforeTheDelete { get; }

    public Task AmongABatch { get; }

    public Task BeforeThePoisonsDelete { get; }

    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(
                BeforeTheTable,
                BeforeTheTablesAnswer,
                BeforeTheJournal,
                BeforeTheJournalsAnswer,
                BetweenTheDays,
                BeforeTheEvent,
                BeforeTheEventsAnswer,
                BeforeTheDelete,
                AmongABatch,
                BeforeThePoisonsDelete
            )
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static async Task InTurnAsync(Func<Task> crash)
    {
        await Turns.WaitAsync();
        try
        {
            await crash();
        }
        finally
        {
            Turns.Release();
        }
    }

    /// <summary>Nobody repeats what was acknowledged: the message alone has to bring it back.</summary>
    private async Task RecordAsync(CrashPoint point, bool recorded)
    {
        var bill = Some.BillId();
        await using var bed = await CrashBed.StartAsync(Product);

        await bed.CrashAsync(point, async () => Assert.Equal(200, (await bed.Http.PostAsync(Some.Json(bill))).Status), answered: true);

        Assert.InRange(await bed.WaitingAsync(), 1, 2); // A slow storage may have got the message twice.
        Assert.Equal(recorded ? 2 : 0, bed.Table(StorageNames.PaymentTable).Query<TableEntity>().Count());
        await bed.RestartAsync();
        await bed.RecordedOnceAsync(bill);
    }

    /// <summary>
    /// A payment without time, told again with one: killed when the day of its receipt has lost it and its own has not got it.
    /// </summary>
    private async Task MoveAsync(CrashPoint point)
    {
        var bill = Some.BillId();
        await using var bed = await CrashBed.StartAsync(Product);
        Assert.Equal(200, (await bed.Http.PostAsync(Some.Json(bill, ("appr_dt", null), ("appr_num", null)))).Status);
        await bed.DrainedAsync();

        await bed.CrashAsync(point, async () => Assert.Equal(200, (await bed.Http.PostAsync(Some.Json(bill))).Status), answered: true);

        Assert.Empty(bed.ReadJournal(bill));
        await bed.RestartAsync();
        await bed.DrainedAsync();
        var (day, entry) = Assert.Single(bed.ReadJournal(bill));
        Assert.Equal((new DateOnly(2025, 1, 5), 50_000), (day, entry.SignedWon));
    }

    /// <summary>A message of several bills, of which the first to be written is answered into the void.</summary>
    private async Task RecordBatchAsync(CrashPoint point)
    {
        var bills = Enumerable.Range(0, 20).Select(_ => Some.BillId()).Order(StringComparer.Ordinal).ToList();
        await using var bed = await CrashBed.StartAsync(Product);
        var text = CallbackMessage.Encode(bills.Select(bill => Some.Received(Some.Callback(bill))));

        await bed.CrashAsync(point, () => bed.Queue(StorageNames.CallbackQueue).SendMessageAsync(text), answered: true);

        Assert.Equal(1, await bed.WaitingAsync());
        Assert.InRange(bed.Table(StorageNames.PaymentTable).Query<TableEntity>().Count(), 2, (2 * bills.Count) - 2);
        await bed.RestartAsync();
        await bed.DrainedAsync();
        var rows = bed.Table(StorageNames.PaymentTable).Query<TableEntity>().ToList();
        Assert.Equal(2 * bills.Count, rows.Count);
        Assert.Equal(bills, rows.Where(row => row.RowKey == "state").Select(row => row.PartitionKey));
        await bed.ToldAsync([.. rows.Where(row => row.RowKey != "state").Select(row => row.GetString("PublicId"))]);
    }

    private async Task KeepAsync(CrashPoint point)
    {
        await using var bed = await CrashBed.StartAsync(Product);
        var text = CallbackMessage.Encode([Some.Received(Some.Callback(Some.BillId()))]);

        await bed.CrashAsync(point, () => bed.Queue(StorageNames.PoisonQueue).SendMessageAsync(text), answered: true);

        Assert.Equal(1, await bed.WaitingAsync());
        Assert.Single(bed.Table(StorageNames.DeadLetterTable).Query<TableEntity>());
        await bed.RestartAsync();
        await bed.DrainedAsync();
        var kept = Assert.Single(await bed.DeadLettersAsync());
        Assert.Equal(text, kept["content"]!.GetValue<string>());
        Assert.Equal(1, kept["count"]!.GetValue<int>());
        Assert.Null(kept["redriven_at"]);
    }
}
