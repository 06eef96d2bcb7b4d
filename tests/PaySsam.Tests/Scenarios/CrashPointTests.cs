using System.Text.Json.Nodes;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Storage;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Scenarios;

/// <summary>The product killed at each moment that could lose or double something, and another one started on the same storage.</summary>
public abstract class CrashPointTests(LeasedCrashes leased)
{
    private const string Success = """{"code":"0000","msg":"성공하였습니다."}""";
    private const string Messages = $"/{StorageNames.CallbackQueue}/messages";
    private const string Transaction = "/$batch";
    private const string DeadLetterRow = $"/{StorageNames.DeadLetterTable}(";

    private readonly string _bill = Some.BillId();

    // Time for an answer that was given without waiting for the queue.
    private static readonly TimeSpan TimeToAnswer = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task Killed_before_the_enqueue_it_promised_nothing_and_records_the_repeat()
    {
        await using var bed = await CrashBed.StartAsync(leased.Product);

        await bed.CrashAsync(
            new(Phase.Before, "POST", Messages),
            () => bed.Http.PostAsync(Some.Json(_bill)),
            answered: false,
            TimeToAnswer
        );
        Assert.Equal(0, await bed.WaitingAsync());
        await bed.RestartAsync();

        Assert.Null(await bed.Http.FindPaymentAsync(_bill));
        Assert.Equal((200, Success), await bed.Http.PostAsync(Some.Json(_bill)));
        await bed.RecordedOnceAsync(_bill);
    }

    [Fact]
    public async Task Killed_between_enqueue_and_answer_it_is_recorded_once()
    {
        await using var bed = await CrashBed.StartAsync(leased.Product);

        await bed.CrashAsync(new(Phase.After, "POST", Messages), () => bed.Http.PostAsync(Some.Json(_bill)), answered: false);
        await bed.RestartAsync();

        await bed.RecordedOnceAsync(_bill);
        Assert.Equal((200, Success), await bed.Http.PostAsync(Some.Json(_bill)));
        await bed.RecordedOnceAsync(_bill);
    }

    [Fact]
    public Task Killed_between_dequeue_and_table_it_is_recorded_when_the_lease_ends() => leased.BeforeTheTable;

    [Fact]
    public Task Killed_when_the_table_wrote_but_did_not_answer_it_is_recorded_once() => leased.BeforeTheTablesAnswer;

    [Fact]
    public Task Killed_between_table_and_journal_it_is_journaled_and_told_later() => leased.BeforeTheJournal;

    [Fact]
    public Task Killed_when_the_journal_wrote_but_did_not_answer_it_is_journaled_once() => leased.BeforeTheJournalsAnswer;

    [Fact]
    public Task Killed_between_the_days_of_a_payment_that_moves_it_arrives_later() => leased.BetweenTheDays;

    [Fact]
    public Task Killed_between_journal_and_event_it_is_told_when_it_comes_again() => leased.BeforeTheEvent;

    [Fact]
    public Task Killed_when_the_event_was_sent_but_not_answered_it_is_told_again() => leased.BeforeTheEventsAnswer;

    [Fact]
    public Task Killed_between_the_table_and_the_delete_it_is_not_recorded_again() => leased.BeforeTheDelete;

    [Fact]
    public Task Killed_when_some_bills_were_recorded_all_are_when_it_comes_again() => leased.AmongABatch;

    [Fact]
    public Task Killed_before_a_kept_poison_message_is_deleted_it_is_counted_once() => leased.BeforeThePoisonsDelete;

    [Theory]
    [InlineData(Phase.Before)]
    [InlineData(Phase.After)]
    internal async Task Killed_while_a_lost_journal_is_rebuilt_the_next_try_ends_it(Phase phase)
    {
        await using var bed = await CrashBed.StartAsync(leased.Product);
        Assert.Equal(200, (await bed.Http.PostAsync(Some.Json(_bill))).Status);
        await bed.RecordedOnceAsync(_bill);
        await bed.Table(StorageNames.JournalTable).DeleteAsync();
        await bed.Table(StorageNames.JournalTable).CreateAsync();

        await bed.CrashAsync(new(phase, "POST", Transaction, Holding: "/Journal"), () => RebuildAsync(bed), answered: false);
        await bed.RestartAsync();

        Assert.Equal(200, await RebuildAsync(bed));
        await bed.RecordedOnceAsync(_bill);
    }

    private static async Task<int> RebuildAsync(CrashBed bed)
    {
        using var answer = await bed.Http.PostAsync("api/journal/rebuild", null);
        return (int)answer.StatusCode;
    }

    [Fact]
    public async Task Killed_before_a_redrive_enqueues_the_dead_letter_stays_open()
    {
        await using var bed = await CrashBed.StartAsync(leased.Product);
        var letter = await KeepAsync(bed);

        await bed.CrashAsync(new(Phase.Before, "POST", Messages), () => bed.RedriveAsync(letter), answered: false);
        await bed.RestartAsync();

        await bed.DrainedAsync();
        Assert.Null(await bed.Http.FindPaymentAsync(_bill));
        Assert.Equal(letter.ToJsonString(), Assert.Single(await bed.DeadLettersAsync()).ToJsonString());
        await RedrivenAsync(bed, letter);
    }

    [Fact]
    public async Task Killed_before_a_redrives_mark_it_is_recorded_and_can_be_redriven_again()
    {
        await using var bed = await CrashBed.StartAsync(leased.Product);
        var letter = await KeepAsync(bed);

        await bed.CrashAsync(new(Phase.Before, "PUT", DeadLetterRow), () => bed.RedriveAsync(letter), answered: false);
        await bed.RestartAsync();

        await bed.RecordedOnceAsync(_bill);
        Assert.Equal(letter.ToJsonString(), Assert.Single(await bed.DeadLettersAsync()).ToJsonString());
        await RedrivenAsync(bed, letter);
    }

    [Fact]
    public async Task Killed_after_a_redrives_mark_it_is_recorded_and_stays_redriven()
    {
        await using var bed = await CrashBed.StartAsync(leased.Product);
        var letter = await KeepAsync(bed);

        await bed.CrashAsync(new(Phase.After, "PUT", DeadLetterRow), () => bed.RedriveAsync(letter), answered: false);
        await bed.RestartAsync();

        await bed.RecordedOnceAsync(_bill);
        Assert.NotNull(Assert.Single(await bed.DeadLettersAsync())["redriven_at"]);
        await RedrivenAsync(bed, letter);
    }

    [Theory]
    [InlineData(nameof(Phase.Before), "PUT", DeadLetterRow, "")]
    [InlineData(nameof(Phase.After), "PUT", DeadLetterRow, "")]
    [InlineData(nameof(Phase.Before), "POST", Messages, "")]
    [InlineData(nameof(Phase.Before), "PUT", DeadLetterRow, "RedrivenAt@")]
    [InlineData(nameof(Phase.After), "PUT", DeadLetterRow, "RedrivenAt@")]
    public async Task Killed_while_a_letter_is_put_right_it_is_recorded_once(string phase, string method, string path, string holding)
    {
        const string correction = """{"appr_state":"F"}""";
        await using var bed = await CrashBed.StartAsync(leased.Product);
        Assert.Equal(400, (await bed.Http.PostAsync(Some.Json(_bill, ("appr_state", "X")))).Status);
        var letter = Assert.Single(await bed.DeadLettersAsync());

        await bed.CrashAsync(
            new(Enum.Parse<Phase>(phase), method, path, holding),
            () => bed.RedriveAsync(letter, correction),
            answered: false
        );
        await bed.RestartAsync();

        Assert.Equal(200, await bed.RedriveAsync(letter, correction));
        Assert.Equal(409, await bed.RedriveAsync(letter, """{"appr_state":"C"}"""));
        await bed.RecordedOnceAsync(_bill);
        Assert.Equal("corrected", (string?)(await bed.Http.FindPaymentAsync(_bill))!["history"]![0]!["source"]);
        var kept = Assert.Single(await bed.DeadLettersAsync());
        Assert.NotNull(kept["redriven_at"]);
        Assert.Equal((string?)letter["content"], (string?)kept["content"]);
    }

    /// <summary>The one dead letter of a message whose tries ran out, open.</summary>
    private async Task<JsonNode> KeepAsync(CrashBed bed)
    {
        await bed.Queue(StorageNames.PoisonQueue).SendMessageAsync(CallbackMessage.Encode([Some.Received(Some.Callback(_bill))]));
        await bed.DrainedAsync();
        var letter = Assert.Single(await bed.DeadLettersAsync());
        Assert.Equal(1, letter["count"]!.GetValue<int>());
        Assert.Null(letter["redriven_at"]);
        return letter;
    }

    /// <summary>Asserts that a redrive now succeeds, and changes nothing twice.</summary>
    private async Task RedrivenAsync(CrashBed bed, JsonNode letter)
    {
        Assert.Equal(200, await bed.RedriveAsync(letter));
        await bed.RecordedOnceAsync(_bill);
        var redriven = Assert.Single(await bed.DeadLettersAsync());
        Assert.NotNull(redriven["redriven_at"]);
        letter["redriven_at"] = redriven["redriven_at"]!.DeepClone();
        Assert.Equal(letter.ToJsonString(), redriven.ToJsonString());
    }
}

public sealed class CrashPointsOfLocalHost(CrashPointsOfLocalHost.OwnCrashes leased)
    : CrashPointTests(leased),
        IClassFixture<CrashPointsOfLocalHost.OwnCrashes>
{
    public sealed class OwnCrashes() : LeasedCrashes(Product.LocalHost);
}

public sealed class CrashPointsOfFunctions(CrashPointsOfFunctions.OwnCrashes leased)
    : CrashPointTests(leased),
        IClassFixture<CrashPointsOfFunctions.OwnCrashes>
{
    public sealed class OwnCrashes() : LeasedCrashes(Product.Functions);
}
