using System.Text.Json;
using Azure.Storage.Queues;
using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Attention;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Http;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Settings;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Reading;

/// <summary>Answers "how was the day, and is anything stuck?".</summary>
public sealed class DaySummary(
    JournalReader journal,
    DeadLetterStore deadLetters,
    AttentionStore attention,
    PatientQueues queues,
    WebhookOptions webhook,
    TimeProvider time,
    ILogger<DaySummary> logger
)
{
    // Days before today in which the last callback is looked for.
    private const int DaysBack = 7;

    private readonly QueueClient _callbacks = queues.Service.GetQueueClient(StorageNames.CallbackQueue);
    private readonly QueueClient _deliveries = queues.Service.GetQueueClient(StorageNames.DeliveryQueue);

    /// <summary>
    /// 200
    /// <c>{"day","payments":{"count","sum_won","without_amount"},"cancellations":{…},"by_state":[{"state",…}],
    /// "by_pay_type":[{"appr_pay_type",…}],"by_issuer":[{"appr_issuer_cd","appr_issuer",…}],
    /// "by_acquirer":[{"appr_acquirer_cd","appr_acquirer_nm",…}],
    /// "by_hour":[{"hour","payments":{…},"cancellations":{…}}],"open_dead_letters","open_attention",
    /// "queue":{"oldest_message_at","waiting"},
    /// "webhook":{"on","waiting"},"last_callback_at"}</c>: the sums are of that day (see <see cref="DayTally"/>), what follows
    /// them is of now.
    /// <c>open_dead_letters</c> and <c>open_attention</c>, bills whose money a person should look at, stop at 1000; <c>waiting</c> is about
    /// how many messages; <c>last_callback_at</c> is null where the journal of the last week has none. 400 for what is no day; storage
    /// faults are 503. Rows of the day that cannot be read are left out, and counted in <c>damaged_rows</c>.
    /// </summary>
    /// <param name="day">The Korean day, <c>yyyy-MM-dd</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<Reply> GetAsync(string? day, CancellationToken cancellationToken) =>
        StorageFault.OrSystemErrorAsync(
            logger,
            async budget =>
            {
                if (KoreanDay.Read(day) is not { } date)
                    return new Reply(400, Base.Error("day must be a date such as 2026-01-31."));
                var damaged = new DamagedRows();
                var tally = TallyAsync(date, damaged, budget);
                var open = deadLetters.CountOpenAsync(budget);
                var listed = attention.CountOpenAsync(time.GetUtcNow(), budget);
                var oldest = _callbacks.FirstInsertedAsync(budget);
                var waiting = _callbacks.CountAsync(budget);
                var deliveries = _deliveries.CountAsync(budget);
                var last = LastReceivedAsync(budget);
                await Task.WhenAll(tally, open, listed, oldest, waiting, deliveries, last);
                return Reply.Ok(
                    json =>
                    {
                        json.WriteString("day", KoreanDay.Text(date));
                        tally.Result.Write(json);
                        json.WriteNumber("open_dead_letters", open.Result);
                        json.WriteNumber("open_attention", listed.Result);
                        json.WriteStartObject("queue");
                        json.WriteTime("oldest_message_at", oldest.Result);
                        json.WriteNumber("waiting", waiting.Result);
                        json.WriteEndObject();
                        json.WriteStartObject("webhook");
                        json.WriteBoolean("on", webhook.Url is not null);
                        json.WriteNumber("waiting", deliveries.Result);
                        json.WriteEndObject();
                        json.WriteTime("last_callback_at", last.Result);
                    },
                    damaged.Count
                );
            },
            cancellationToken
        );

    private async Task<DayTally> TallyAsync(DateOnly day, DamagedRows damaged, CancellationToken cancellationToken)
    {
        var tally = new DayTally();
        await foreach (
            var bill in journal.ReadAsync(day, state: null, afterBill: null, damaged, JournalReader.LargestSegment, cancellationToken)
        )
        {
            foreach (var entry in bill)
                tally.Add(entry);
        }

        return tally;
    }

    private async Task<DateTimeOffset?> LastReceivedAsync(CancellationToken cancellationToken)
    {
        var today = KoreanDay.Of(time.GetUtcNow());
        return await journal.LastReceivedAsync(today, today, cancellationToken)
            ?? await journal.LastReceivedAsync(today.AddDays(-DaysBack), today.AddDays(-1), cancellationToken);
    }
}
