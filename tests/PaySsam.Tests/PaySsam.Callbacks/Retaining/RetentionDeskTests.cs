using System.Text;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using PaySsam.Callbacks.Attention;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Expecting;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Reconciliation;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Repair;
using PaySsam.Callbacks.Retaining;
using PaySsam.Callbacks.Settings;
using PaySsam.Callbacks.Storage;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Retaining;

/// <summary>What an operator is answered, and one person's request.</summary>
public sealed class RetentionDeskTests(OwnAzurite azurite) : IClassFixture<OwnAzurite>
{
    private readonly FakeTimeProvider _time = new(Some.Time.AddDays(3));

    [Fact]
    public async Task A_persons_request_erases_one_bill_everywhere_and_is_recorded()
    {
        await azurite.ClearAsync();
        using var bed = new RetentionBed(azurite.ConnectionString, _time, days: [null, null, null]);
        await bed.RebuiltAsync();
        await bed.RecordAsync(OddBills.Full("mine", 0), OddBills.Full("other", 0));
        await KeepAsync(bed, "mine");
        await KeepAsync(bed, "other");
        var day = KoreanDay.Of(Some.Time);
        await bed.Get<ExpectedBills>().RegisterAsync([new ExpectedBill("mine", 1, day, "their name", null, day)], default);

        var answer = await RetentionBed.JsonAsync(bed.Get<RetentionDesk>().EraseAsync("mine", default));

        Assert.Equal("""{"bill_id":"mine","erased":true,"callbacks":1,"dead_letters":1}""", answer.ToJsonString());
        var again = await RetentionBed.JsonAsync(bed.Get<RetentionDesk>().EraseAsync("mine", default));
        Assert.Equal("""{"bill_id":"mine","erased":true,"callbacks":0,"dead_letters":0}""", again.ToJsonString());
        Assert.Equal("*", (await bed.FindAsync("mine")).Payment[CallbackField.ApprIssuerNum]);
        Assert.Equal(OddBills.Card, (await bed.FindAsync("other")).Payment[CallbackField.ApprIssuerNum]);
        Assert.Null((await bed.Get<ExpectedBills>().FindAsync("mine", default))!.Member);
        var (letters, _) = await bed.Get<DeadLetterStore>().ListAsync(null, true, 10, true, null, default);
        Assert.Equal(
            1,
            letters.Count(letter => Encoding.UTF8.GetString(letter.Content.Span).Contains(OddBills.Card, StringComparison.Ordinal))
        );
        Assert.Equal(["mine", "mine"], (await bed.ListAsync())["requests"]!.AsArray().Select(one => (string)one!["bill_id"]!));
        Assert.Equal(404, (await bed.Get<RetentionDesk>().EraseAsync("nobody's", default)).Status);
        Assert.Equal(400, (await bed.Get<RetentionDesk>().EraseAsync("", default)).Status);
    }

    [Fact]
    public async Task What_a_person_wrote_is_erased_and_a_deleted_bill_is_listed_no_more()
    {
        await azurite.ClearAsync();
        using var bed = new RetentionBed(azurite.ConnectionString, _time);
        await bed.RebuiltAsync();
        await bed.RecordAsync(OddBills.Full("twice", 0), OddBills.Full("twice", 1, ("appr_num", "70000001")));
        var attention = bed.Get<AttentionStore>();
        await attention.UpdateAsync("twice", known => known!.Settle(_time.GetUtcNow(), "call 010-1234-5678"), default);
        var store = bed.Get<DeadLetterStore>();
        var nameless = Encoding.UTF8.GetBytes("""{"appr_state":"F"}""");
        var letter = DeadLetter.OfCallback(DeadLetterReason.InvalidCallback, "bill_id is missing", nameless, Some.Time);
        await store.KeepAsync(letter, default);
        await store.CorrectAsync(letter.Id, """{"appr_issuer_num":"9876543210987654","bill_id":"twice"}""", default);

        await RetentionBed.JsonAsync(bed.Get<RetentionDesk>().EraseAsync("twice", default));

        var dump = await bed.DumpAsync();
        Assert.DoesNotContain("010-1234-5678", dump, StringComparison.Ordinal);
        Assert.DoesNotContain("9876543210987654", dump, StringComparison.Ordinal);
        Assert.NotNull((await attention.ReadAsync("twice", default))!.SettledAt);
        _time.Advance(TimeSpan.FromDays(2000));
        await bed.RunAsync();
        Assert.Null(await attention.ReadAsync("twice", default));
    }

    [Fact]
    public async Task An_erased_message_that_failed_can_still_be_redriven()
    {
        await azurite.ClearAsync();
        using var bed = new RetentionBed(azurite.ConnectionString, _time);
        await bed.RebuiltAsync();
        var message = PaySsam.Callbacks.Receiving.CallbackMessage.Encode([OddBills.Full("late 1", 0), OddBills.Full("late 2", 1)]);
        var letter = DeadLetter.OfMessage(DeadLetterReason.RetriesExhausted, StorageNames.CallbackQueue, "a test", message, Some.Time);
        await bed.Get<DeadLetterStore>().KeepAsync(letter, default);
        _time.Advance(TimeSpan.FromDays(200));
        await bed.RunAsync();
        var (letters, _) = await bed.Get<DeadLetterStore>().ListAsync(null, true, 10, true, null, default);

        Assert.Equal(
            200,
            (await bed.Get<DeadLetterDesk>().RedriveAsync(Assert.Single(letters).Id, Stream.Null, isDryRun: false, default)).Status
        );

        var queue = bed.Get<Azure.Storage.Queues.QueueServiceClient>().GetQueueClient(StorageNames.CallbackQueue);
        var redriven = (await queue.ReceiveMessageAsync()).Value;
        await bed.Get<CallbackRecorder>().RecordAsync(redriven.Body.ToString(), default);
        Assert.Equal((50_000, 50_000), ((await bed.FindAsync("late 1")).Ledger.NetWon, (await bed.FindAsync("late 2")).Ledger.NetWon));
        Assert.Equal(Some.Time.AddSeconds(1), Assert.Single((await bed.FindAsync("late 2")).History).ReceivedAt);
        Assert.DoesNotContain(OddBills.Card, await bed.DumpAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Until_the_journal_is_rebuilt_nothing_is_erased()
    {
        await azurite.ClearAsync();
        using var bed = new RetentionBed(azurite.ConnectionString, _time);
        await bed.RecordAsync(OddBills.Full("early", 0));
        _time.Advance(TimeSpan.FromDays(200));

        Assert.Equal(409, (await bed.Get<RetentionDesk>().RunAsync(null, default)).Status);
        Assert.Equal(409, (await bed.Get<RetentionDesk>().RunAsync("true", default)).Status);
        Assert.Equal(409, (await bed.Get<RetentionDesk>().EraseAsync("early", default)).Status);
        await bed.Get<Retention>().RunDueAsync(default);
        Assert.Equal(OddBills.Card, (await bed.FindAsync("early")).Payment[CallbackField.ApprIssuerNum]);
        Assert.False((bool)(await bed.ListAsync())["rebuilt"]!);
    }

    [Fact]
    public async Task Without_a_setting_nothing_is_erased_and_a_strange_question_is_400()
    {
        await azurite.ClearAsync();
        using var off = new RetentionBed(azurite.ConnectionString, _time, days: [null, "", null]);
        await off.RebuiltAsync();
        Assert.Equal(409, (await off.Get<RetentionDesk>().RunAsync(null, default)).Status);
        Assert.Equal(400, (await off.Get<RetentionDesk>().RunAsync("yes", default)).Status);
        Assert.Equal(
            """{"personal_days":null,"bill_days":null,"dead_letter_days":null}""",
            (await off.ListAsync())["settings"]!.ToJsonString()
        );
    }

    [Fact]
    public async Task A_damaged_bill_is_told_and_holds_up_no_other()
    {
        await azurite.ClearAsync();
        using var bed = new RetentionBed(azurite.ConnectionString, _time);
        await bed.RebuiltAsync();
        await bed.RecordAsync(OddBills.Full("a", 0), OddBills.Full("b", 0), OddBills.Full("c", 0));
        await bed.Tables.GetTableClient(StorageNames.PaymentTable).AddEntityAsync(new TableEntity("b", "event-x") { ["Body"] = "none" });
        await bed
            .Tables.GetTableClient(StorageNames.PaymentTable)
            .AddEntityAsync(new TableEntity("bb", "state") { ["LastReceivedAt"] = 5 });
        await KeepAsync(bed, "d");
        await bed.Tables.GetTableClient(StorageNames.DeadLetterTable).AddEntityAsync(new TableEntity("broken", "dead-letter"));
        _time.Advance(TimeSpan.FromDays(200));

        await Assert.ThrowsAsync<InvalidOperationException>(() => bed.Get<Retention>().RunDueAsync(default));

        var run = (await bed.ListAsync())["runs"]![0]!;
        Assert.Equal(
            (3, """{"erased":2,"deleted":0}""", true),
            ((int)run["damaged"]!, run["bills"]!.ToJsonString(), (bool)run["finished"]!)
        );
        Assert.Equal("""{"erased":1,"deleted":0}""", run["dead_letters"]!.ToJsonString());
    }

    [Theory]
    [InlineData("PersonalDays", "13")]
    [InlineData("PersonalDays", "14.5")]
    [InlineData("BillDays", "1826")]
    [InlineData("BillDays", "five years")]
    [InlineData("DeadLetterDays", "0")]
    [InlineData("DeadLetterDays", "36501")]
    public void A_time_that_is_too_short_or_no_number_stops_the_start(string name, string value)
    {
        var problem = Assert.Throws<OptionsValidationException>(() => Read((name, value)));
        Assert.StartsWith($"PaySsam__Retention__{name} must be a whole number of days from ", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(value + "\"", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_shortest_times_are_taken() =>
        Assert.Equal(new RetentionOptions(14, 1827, 1), Read(("PersonalDays", "14"), ("BillDays", "1827"), ("DeadLetterDays", "1")));

    private static RetentionOptions Read(params (string Name, string Value)[] settings) =>
        RetentionOptions.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection(settings.Select(one => KeyValuePair.Create($"PaySsam:Retention:{one.Name}", (string?)one.Value)))
                .Build()
        );

    private static Task KeepAsync(RetentionBed bed, string bill) =>
        bed.Get<DeadLetterStore>()
            .KeepAsync(
                DeadLetter.OfCallback(
                    DeadLetterReason.InvalidCallback,
                    "a test",
                    Encoding.UTF8.GetBytes(new JsonObject { ["bill_id"] = bill, ["appr_issuer_num"] = OddBills.Card }.ToJsonString()),
                    Some.Time
                ),
                default
            );
}
