using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Microsoft.Extensions.Time.Testing;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Expecting;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Reconciliation;
using PaySsam.Callbacks.Retaining;
using PaySsam.Callbacks.Storage;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Retaining;

/// <summary>A year of bills. <c>PAYSSAM_TEST_RETENTION</c> sets how many.</summary>
public sealed class RetentionTests(OwnAzurite azurite) : IClassFixture<OwnAzurite>
{
    private static readonly string? Wanted = Environment.GetEnvironmentVariable("PAYSSAM_TEST_RETENTION");
    private static readonly int Bills = int.TryParse(Wanted, CultureInfo.InvariantCulture, out var count) ? count : 60;
    private static readonly DateTimeOffset Start = Some.Time;
    private readonly FakeTimeProvider _time = new(Start.AddDays(365));

    [Fact]
    public async Task After_a_year_nothing_personal_is_left_and_all_else_is()
    {
        await azurite.ClearAsync();
        using var bed = new RetentionBed(azurite.ConnectionString, _time);
        await bed.RebuiltAsync();
        var random = new Random(Seed.Value);
        for (var number = 0; number < Bills; number++)
        {
            var day = 365.0 * number / Bills;
            await bed.RecordAsync(
                OddBills.Random($"bill {number}", random, most: 6).Select(one => one with { ReceivedAt = one.ReceivedAt.AddDays(day) })
            );
        }

        await KeepLettersAsync(bed);
        await RegisterAsync(bed, "bill 0", "expected", Start);
        var isDue = Enumerable.Range(0, Bills).Where(number => 365.0 * number / Bills < 184.9).ToList();
        var before = new Dictionary<int, string>();
        for (var number = 0; number < Bills; number++)
            before[number] = OddBills.Answer(await bed.FindAsync($"bill {number}"));
        var journal = Journal(bed);

        var expected = await bed.DryRunAsync();
        var run = await bed.RunAsync();

        foreach (var kind in new[] { "bills", "dead_letters", "expected_bills" })
            Assert.Equal(expected["due"]![kind]!.ToJsonString(), run[kind]!.ToJsonString());
        Assert.Equal($$"""{"erased":{{isDue.Count}},"deleted":0}""", run["bills"]!.ToJsonString());
        Assert.Equal("""{"erased":5,"deleted":1}""", run["dead_letters"]!.ToJsonString());
        Assert.Equal("""{"erased":1,"deleted":0}""", run["expected_bills"]!.ToJsonString());
        for (var number = 0; number < Bills; number++)
            Assert.Equal(before[number], OddBills.Answer(await bed.FindAsync($"bill {number}")));
        Assert.Equal(journal, Journal(bed));

        // The others follow in their turn, and then there is nothing to do.
        _time.Advance(TimeSpan.FromDays(365));
        Assert.Equal($$"""{"erased":{{Bills - isDue.Count}},"deleted":0}""", (await bed.RunAsync())["bills"]!.ToJsonString());
        var dump = await bed.DumpAsync();
        Assert.All(OddBills.Canaries, canary => Assert.DoesNotContain(canary, dump, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(0, Sum(await bed.DryRunAsync()));
        var again = await bed.RunAsync();
        Assert.Equal(0, Sum(new JsonObject { ["due"] = again.DeepClone() }));
        var listed = await bed.ListAsync(); // Of 40 days.
        Assert.Equal((2, 0), (listed["runs"]!.AsArray().Count, Sum(listed)));
    }

    [Fact]
    public async Task What_a_queue_or_a_redrive_brings_back_is_erased_in_its_turn()
    {
        await azurite.ClearAsync();
        using var bed = new RetentionBed(azurite.ConnectionString, _time);
        await bed.RebuiltAsync();
        var told = OddBills.Told("back", OddBills.Phone);
        await bed.RecordAsync(told);
        await bed.RunAsync();
        var erased = await bed.FindAsync("back");

        await bed.Tables.DeleteTableAsync(StorageNames.JournalTable); // It was killed before it wrote there.
        await bed.RecordAsync(told); // A message that was in flight.
        LedgerBooks.Equal([erased.History[0]], bed.Tables.ReadJournal());
        await bed.RecordAsync(told with { ReceivedAt = _time.GetUtcNow() }); // A redrive.
        var back = await bed.FindAsync("back");
        Assert.Equal((2, erased.Payment.Id, 50_000L), (back.History.Count, back.Payment.Id, back.Ledger.NetWon));
        Assert.Contains(OddBills.Phone, await bed.DumpAsync(), StringComparison.Ordinal);

        Assert.Equal("""{"erased":1,"deleted":0}""", (await bed.RunAsync())["bills"]!.ToJsonString());
        Assert.DoesNotContain(OddBills.Phone, await bed.DumpAsync(), StringComparison.Ordinal);
        Assert.Equal(50_000, (await bed.FindAsync("back")).Ledger.NetWon);
    }

    [Theory]
    [InlineData("2099-01-01")]
    [InlineData("9998-12-31")]
    public async Task A_time_that_is_yet_to_come_keeps_nothing_for_ever(string day)
    {
        await azurite.ClearAsync();
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow); // Rows carry the time of storage.
        using var bed = new RetentionBed(azurite.ConnectionString, time);
        await bed.RebuiltAsync();
        var received = DateTimeOffset.Parse(day, CultureInfo.InvariantCulture);
        await bed.RecordAsync(OddBills.Told("future", OddBills.Phone, ("appr_dt", "20990101120000")) with { ReceivedAt = received });

        Assert.Equal(0, Sum(await bed.DryRunAsync()));
        time.Advance(TimeSpan.FromDays(181));
        Assert.Equal("""{"erased":1,"deleted":0}""", (await bed.RunAsync())["bills"]!.ToJsonString());
        Assert.DoesNotContain(OddBills.Phone, await bed.DumpAsync(), StringComparison.Ordinal);
        time.Advance(TimeSpan.FromDays(1828));
        Assert.Equal("""{"erased":0,"deleted":1}""", (await bed.RunAsync())["bills"]!.ToJsonString());
        Assert.Empty(bed.Tables.ReadJournalRows());
    }

    [Fact]
    public async Task Callbacks_that_wait_come_first()
    {
        await azurite.ClearAsync();
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow.AddDays(365));
        using var bed = new RetentionBed(azurite.ConnectionString, time);
        await bed.RebuiltAsync();
        await bed.RecordAsync(OddBills.Told("waits", OddBills.Phone));
        await bed.Get<CallbackQueue>().EnqueueAsync(OddBills.Told("other", OddBills.Phone), default);

        var running = bed.Get<RetentionDesk>().RunAsync(null, default);
        while (!running.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(20);
        }

        Assert.False((bool)(await RetentionBed.JsonAsync(running))["finished"]!);
    }

    /// <summary>One of each kind, and one that is closed.</summary>
    private static async Task KeepLettersAsync(RetentionBed bed)
    {
        var letters = bed.Get<DeadLetterStore>();
        await letters.KeepAsync(OddBills.Letter("bill 0", DeadLetterReason.InvalidCallback), default);
        await letters.KeepAsync(OddBills.Letter("bill 0", DeadLetterReason.UnknownKey), default);
        await letters.KeepAsync(
            OddBills.Letter("bill 0", DeadLetterReason.UnreadableBody) with
            {
                Id = "unreadable",
                Content = Encoding.UTF8.GetBytes($"tel={OddBills.Phone}"),
            },
            default
        );
        var message = CallbackMessage.Encode([OddBills.Full("bill 0", 0), OddBills.Full("bill 1", 0)]);
        await letters.KeepAsync(
            DeadLetter.OfMessage(DeadLetterReason.RetriesExhausted, StorageNames.CallbackQueue, "a test", message, Start),
            default
        );
        await letters.KeepAsync(
            DeadLetter.OfMessage(DeadLetterReason.UnreadableMessage, StorageNames.CallbackQueue, "a test", OddBills.Card, Start),
            default
        );
        await letters.KeepAsync(DeadLetter.OfUndelivered("bill 0", "a test", Start), default);
        var closed = OddBills.Letter("bill 1", DeadLetterReason.InvalidCallback);
        await letters.KeepAsync(closed, default);
        await letters.CloseAsync((await letters.FindAsync(closed.Id, default))! with { DismissedAt = Start.AddDays(2) }, default);
    }

    private static async Task RegisterAsync(RetentionBed bed, string bill, string member, DateTimeOffset at)
    {
        var day = KoreanDay.Of(at);
        await bed.Get<ExpectedBills>().RegisterAsync([new ExpectedBill(bill, 50_000, day, member, OddBills.Unknown, day)], default);
    }

    private static string Journal(RetentionBed bed) =>
        string.Join('\n', bed.Tables.ReadJournal().Select(one => $"{one.Day} {one.Entry}").Order(StringComparer.Ordinal));

    private static int Sum(JsonNode answer) =>
        new[] { "bills", "dead_letters", "expected_bills" }.Sum(kind =>
            (int)answer["due"]![kind]!["erased"]! + (int)answer["due"]![kind]!["deleted"]!
        );
}
