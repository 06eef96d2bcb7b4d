using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Http;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Settings;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Retaining;

/// <summary>Answers an operator: what is due, and what was erased. 409 until the journal is rebuilt; storage faults are 503.</summary>
public sealed class RetentionDesk(
    RetentionOptions options,
    JournalMark mark,
    Retention retention,
    RetentionStore store,
    DueItems due,
    BillEraser eraser,
    DueLetters letters,
    DueExpectedBills expected,
    TimeProvider time,
    ILogger<RetentionDesk> logger
)
{
    // As long as a gateway waits, and some seconds for the rows in work.
    private static readonly TimeSpan OneCall = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Answer = OneCall + TimeSpan.FromSeconds(15);

    // Of the counting for a page, which wants its answer soon.
    private static readonly TimeSpan OnePage = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Runs for 45 s: 200 with the run (<see cref="RetentionJson"/>), to be called again until <c>finished</c> is true; what is left then
    /// goes on at night. 409 while another runs, or where no setting is there. As a dry run it only counts:
    /// 200 <c>{"dry_run":true,"due":{…}}</c>.
    /// </summary>
    public Task<Reply> RunAsync(string? dryRun, CancellationToken cancellationToken) =>
        StorageFault.OrSystemErrorAsync(
            logger,
            async budget =>
            {
                if (dryRun is not (null or "" or "true" or "false"))
                    return new Reply(400, Base.Error("dry_run must be true or false."));
                if (!options.IsOn)
                    return new Reply(409, Base.Error("Everything is kept: set PaySsam__Retention__PersonalDays or __BillDays."));
                if (!await mark.IsSetAsync(budget))
                    return NotRebuilt;
                if (dryRun == "true")
                {
                    var (counts, isAll) = await due.CountAsync(OneCall, budget);
                    return Reply.Ok(json =>
                    {
                        json.WriteBoolean("dry_run", true);
                        RetentionJson.WriteDue(json, counts, isAll);
                    });
                }

                return await retention.RunNowAsync(OneCall, budget) is { } run
                    ? Reply.Ok(json => RetentionJson.Write(json, run))
                    : new Reply(409, Base.Error("Another run is under way: see GET /api/retention."));
            },
            cancellationToken,
            Answer
        );

    /// <summary>
    /// 200 <c>{"settings":{…},"rebuilt","due":{…},"runs":[…],"requests":[{"bill_id","erased_at"}]}</c>: what is due, as far as it is found
    /// in 5 s; the runs and the persons' requests of the last 40 days, the latest first.
    /// </summary>
    public Task<Reply> ListAsync(CancellationToken cancellationToken) =>
        StorageFault.OrSystemErrorAsync(
            logger,
            async budget =>
            {
                var after = time.GetUtcNow() - Retention.Remembered;
                var runs = await store.StartedAsync(after, budget);
                var requests = await store.RequestedAsync(after, budget);
                var (counts, isAll) = await due.CountAsync(OnePage, budget);
                var isRebuilt = await mark.IsSetAsync(budget);
                return Reply.Ok(json =>
                {
                    RetentionJson.WriteSettings(json, options);
                    json.WriteBoolean("rebuilt", isRebuilt);
                    RetentionJson.WriteDue(json, counts, isAll);
                    json.WriteObjects("runs", runs, run => RetentionJson.Write(json, run));
                    json.WriteObjects(
                        "requests",
                        requests,
                        request =>
                        {
                            json.WriteString("bill_id", request.BillId);
                            json.WriteString("erased_at", request.At.UtcDateTime);
                        }
                    );
                });
            },
            cancellationToken
        );

    /// <summary>
    /// Erases one bill because a person asks for it, whatever the settings:
    /// 200 <c>{"bill_id","erased":true,"callbacks","dead_letters"}</c>, the same however often; 404 for an unknown
    /// one; 409 where a row of it is damaged. What is still on the queue is erased in its turn.
    /// </summary>
    public Task<Reply> EraseAsync(string? billId, CancellationToken cancellationToken) =>
        StorageFault.OrSystemErrorAsync(
            logger,
            async budget =>
            {
                if (string.IsNullOrEmpty(billId) || BillIdText.IsTooLong(billId))
                    return new Reply(400, Base.Error($"bill_id is missing, or longer than {BillIdText.Longest} characters."));
                if (!await mark.IsSetAsync(budget))
                    return NotRebuilt;
                var billKey = TableKey.ForBill(billId);
                var bill = await eraser.EraseAsync(billKey, due: null, budget);
                if (bill.Outcome is ErasedBillOutcome.Damaged)
                    return new Reply(409, Base.Error("A row of the bill is damaged: mend it, or rebuild the journal."));
                var erased = await letters.EraseAsync(billId, time.GetUtcNow(), budget);
                var isExpected = await expected.EraseAsync(billKey, budget);
                if (bill.Outcome is ErasedBillOutcome.Unknown && erased == 0 && !isExpected)
                    return new Reply(404, Base.BillNotFound);
                await store.RecordRequestAsync(billId, bill.Callbacks, time.GetUtcNow(), budget);
                return Reply.Ok(json =>
                {
                    json.WriteString("bill_id", billId);
                    json.WriteBoolean("erased", true);
                    json.WriteNumber("callbacks", bill.Callbacks);
                    json.WriteNumber("dead_letters", erased);
                });
            },
            cancellationToken,
            Answer
        );

    private static Reply NotRebuilt { get; } =
        new(409, Base.Error("The journal is not rebuilt yet: run POST /api/journal/rebuild until its continuation is null."));
}
