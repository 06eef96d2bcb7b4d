using System.Text.Json;
using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Covering;
using PaySsam.Callbacks.Http;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Attention;

/// <summary>Answers an operator: which bills' money needs a person, and settles them. Storage faults are 503.</summary>
public sealed class AttentionDesk(AttentionStore store, TimeProvider time, ILogger<AttentionDesk> logger)
{
    // Of at most 20 KiB each, within the 1 MiB of an answer.
    private const int MostListed = 50;

    private const int LargestBody = 4 * 1024;

    // PaySsam is asked once more before a cancellation is recorded.
    private static readonly TimeSpan AskingToo = TimeSpan.FromSeconds(50);

    /// <summary>
    /// 200 <c>{"attention":[{"bill_id","count","open","points":[{"code","movement","from","settled"}],"movements":[…],"expected_won",
    /// "settled_at","note","answer","odd":{"appr_num","at","amount_won","answered_at"}}],"continuation"}</c>, at most 50, in the order of
    /// the bills' keys. <c>movement</c> is the id of one of <c>movements</c>, the latest 20 of the bill, as <c>GET payments</c> has them;
    /// null where the point is about the bill. <c>odd</c> is PaySsam's answer C that a person must judge, or null.
    /// Rows that cannot be read are left out, and counted in <c>damaged_rows</c>.
    /// </summary>
    /// <param name="all">Also what is settled, not yet due, or gone.</param>
    /// <param name="isCovered">Whether to hide card, account and phone numbers in notes.</param>
    /// <param name="continuation">From the page before.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<Reply> ListAsync(bool all, bool isCovered, string? continuation, CancellationToken cancellationToken) =>
        StorageFault.OrSystemErrorAsync(
            logger,
            async budget =>
            {
                if (!Continuation.TryRead(continuation, out var after))
                    return Reply.InvalidContinuation;
                var now = time.GetUtcNow();
                var (bills, damaged, next) = await store.ListAsync(all ? null : now, MostListed, after, budget);
                return Reply.Ok(
                    json =>
                    {
                        json.WriteObjects("attention", bills, bill => Write(json, bill, now, isCovered));
                        json.WriteString("continuation", Continuation.WriteOrNull(next));
                    },
                    damaged
                );
            },
            cancellationToken
        );

    /// <summary>
    /// Settles what a bill is listed for now: 200 with the bill, as in the list. It is listed again for a point that was not settled, and
    /// no sum changes. 400 for what is wrong in the body, 404 for a bill that was never listed, 409 where it has more callbacks than were
    /// seen, 413 beyond 4 KiB. An odd answer is settled by what a person says of it, and nothing else then.
    /// </summary>
    /// <param name="billId">The bill.</param>
    /// <param name="answer"><c>cancelled</c> or <c>not_cancelled</c> of an odd answer; null for all else.</param>
    /// <param name="body">See <see cref="Settlement"/>.</param>
    /// <param name="recordCancellation">Records the bill as cancelled; answers why it does not.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<Reply> SettleAsync(
        string? billId,
        string? answer,
        Stream body,
        Func<string, CancellationToken, Task<Reply?>> recordCancellation,
        CancellationToken cancellationToken
    ) =>
        StorageFault.OrSystemErrorAsync(
            logger,
            async budget =>
            {
                if (answer is not (null or BillAttention.Cancelled or BillAttention.NotCancelled))
                    return new Reply(400, Base.Error("answer must be cancelled or not_cancelled."));
                if (string.IsNullOrEmpty(billId))
                    return new Reply(400, Base.Error("bill_id is missing: settle with ?bill_id=…"));
                var (json, refusal) = await SmallBody.ReadAsync(body, LargestBody, budget);
                if (refusal is not null)
                    return refusal.Value;
                if (Settlement.Read(json, out var settlement) is { } problem)
                    return new Reply(400, Base.Error(problem));
                if (BillIdText.IsTooLong(billId))
                    return NeverListed;
                var (key, now) = (TableKey.ForBill(billId), time.GetUtcNow());
                var bill = await store.ReadAsync(key, budget);
                if (Refuse(bill, settlement, answer) is { } refused)
                    return refused;
                if (answer is BillAttention.Cancelled && await recordCancellation(billId, budget) is { } unrecorded)
                    return unrecorded;
                bill = await store.UpdateAsync(
                    key,
                    known =>
                        answer is not null ? known?.SettleOdd(now, settlement.Note, answer)
                        : known?.Count == settlement.Count ? known.Settle(now, settlement.Note)
                        : null,
                    budget
                );
                return Refuse(bill, settlement, answer: null) is { } changed && answer is null
                    ? changed
                    : Reply.Ok(output => Write(output, bill!, now, isCovered: false));
            },
            cancellationToken,
            answer is BillAttention.Cancelled ? AskingToo : null
        );

    private static Reply? Refuse(BillAttention? bill, Settlement settlement, string? answer) =>
        bill is null ? NeverListed
        : bill.Count != settlement.Count
            ? new Reply(409, Base.Error($"The bill has {bill.Count} callbacks, not {settlement.Count}: look at it again."))
        : answer is not null && !bill.IsOddOpen ? new Reply(409, Base.Error("The bill has no odd answer that is open: look at it again."))
        : null;

    private static Reply NeverListed { get; } = new(404, Base.Error("This bill was never listed: there is nothing to settle."));

    private static void Write(Utf8JsonWriter json, BillAttention bill, DateTimeOffset now, bool isCovered)
    {
        json.WriteString("bill_id", bill.BillId);
        json.WriteNumber("count", bill.Count);
        json.WriteBoolean("open", bill.OpenFrom <= now);
        json.WriteObjects(
            "points",
            bill.Points,
            point =>
            {
                json.WriteString("code", point.Code);
                json.WriteString("movement", point.Movement);
                json.WriteTime("from", point.From);
                json.WriteBoolean("settled", bill.IsSettled(point));
            }
        );
        json.WritePropertyName("movements");
        json.WriteRawValue(bill.Movements);
        if (bill.ExpectedWon is { } won)
            json.WriteNumber("expected_won", won);
        else
            json.WriteNull("expected_won");
        json.WriteTime("settled_at", bill.SettledAt);
        json.WriteString("note", isCovered && bill.Note is { } note ? TextCover.Of(note) : bill.Note);
        json.WriteString("answer", bill.Answer);
        if (bill.Odd is not { } odd)
        {
            json.WriteNull("odd");
            return;
        }

        json.WriteStartObject("odd");
        json.WriteString("appr_num", odd.ApprNum);
        StateJson.WriteTime(json, "at", odd.At);
        StateJson.WriteAmount(json, odd.AmountWon);
        json.WriteTime("answered_at", odd.AnsweredAt);
        json.WriteEndObject();
    }
}
