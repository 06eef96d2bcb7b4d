using System.Text;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Repair;
using PaySsam.Callbacks.Storage;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Repair;

/// <summary>A dead letter stays what it is, and goes back only to where it came from. Nothing works off this storage's queues.</summary>
public sealed class RedriveTests(OwnAzurite azurite) : IClassFixture<OwnAzurite>, IAsyncLifetime
{
    private static readonly string[] Queues = [StorageNames.CallbackQueue, StorageNames.DeliveryQueue];

    private static readonly KeyValuePair<string, string?>[] Webhook =
    [
        new("PaySsam:Webhook:Url", "https://partner.test/"),
        new("PaySsam:Webhook:Secrets:0", "whsec_dGhlIHNlY3JldCBvZiB0aGUgdGVzdHMgd2l0aCAyNCBieXRlcw=="),
    ];

    private readonly string _bill = Some.BillId();
    private IHost? _host;

    public async ValueTask InitializeAsync()
    {
        await azurite.ClearAsync();
        _host = ProductHost.Build(azurite.ConnectionString, settings: Webhook);
    }

    public ValueTask DisposeAsync()
    {
        _host?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_callback_of_its_content_leaves_an_undelivered_event_alone()
    {
        var undelivered = DeadLetter.OfUndelivered(_bill, "it answered 500", Some.Time);
        await Get<IPaymentStore>().RecordAsync([Some.Received(Some.Callback(_bill))], default);
        await Store.KeepAsync(undelivered, default);
        var later = Some.Time.AddHours(1);
        var forged = DeadLetter.OfCallback(DeadLetterReason.InvalidCallback, "bill_id is missing", undelivered.Content, later);

        await Store.KeepAsync(forged, default);

        var kept = (await Store.FindAsync(undelivered.Id, default))!;
        Assert.Equal((DeadLetterReason.WebhookUndelivered, "it answered 500", 1), (kept.Reason, kept.Problem, kept.Count));
        Assert.Equal(DeadLetterReason.InvalidCallback, (await Store.FindAsync(forged.Id, default))!.Reason);
        Assert.Null(await Get<Redrive>().RedriveAsync(kept, default));
        Assert.Contains(_bill, Assert.Single(await TakeAsync(StorageNames.DeliveryQueue)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delivery_planted_on_the_callback_queue_is_never_posted()
    {
        await Get<CallbackRecorder>().RecordAsync(Delivery, default);

        var letter = await OnlyAsync();
        Assert.Equal((DeadLetterReason.UnreadableMessage, StorageNames.CallbackQueue), (letter.Reason, letter.Queue));
        Assert.NotNull(await Get<Redrive>().RedriveAsync(letter, default));
        Assert.Empty(await TakeAsync(StorageNames.DeliveryQueue));
        Assert.Empty(await TakeAsync(StorageNames.CallbackQueue));
    }

    [Fact]
    public async Task A_callback_planted_on_the_delivery_queue_is_never_recorded()
    {
        await Get<WebhookDelivery>().DeliverAsync(Message, default);

        var letter = await OnlyAsync();
        Assert.Equal((DeadLetterReason.UnreadableMessage, StorageNames.DeliveryQueue), (letter.Reason, letter.Queue));
        Assert.NotNull(await Get<Redrive>().RedriveAsync(letter, default));
        Assert.Empty(await TakeAsync(StorageNames.CallbackQueue));
    }

    [Theory]
    [InlineData(StorageNames.CallbackQueue)]
    [InlineData(StorageNames.DeliveryQueue)]
    public async Task What_ran_out_of_retries_goes_back_to_its_own_queue(string queue)
    {
        var text = queue == StorageNames.CallbackQueue ? Message : Delivery;
        await Get<PoisonKeeper>().KeepAsync(queue, text, Some.Time, default);

        Assert.Null(await Get<Redrive>().RedriveAsync(await OnlyAsync(), default));

        Assert.Equal(Decoded(text), Assert.Single(await TakeAsync(queue)));
        Assert.Empty(await TakeAsync(Queues.Single(other => other != queue)));
    }

    [Theory]
    [InlineData(DeadLetterReason.InvalidCallback, false, StorageNames.CallbackQueue)]
    [InlineData(DeadLetterReason.RetriesExhausted, false, StorageNames.CallbackQueue)]
    [InlineData(DeadLetterReason.RetriesExhausted, true, StorageNames.DeliveryQueue)]
    [InlineData(DeadLetterReason.UnreadableMessage, true, null)]
    public async Task One_of_an_older_version_is_found_by_its_id(DeadLetterReason reason, bool isDelivery, string? queue)
    {
        var text =
            isDelivery ? Delivery
            : reason is DeadLetterReason.InvalidCallback ? Some.Json(_bill, ("apikey", null))
            : Message;
        var id = await KeepAsOlderAsync(reason, text);

        var reply = await Get<DeadLetterDesk>().RedriveAsync(id, Stream.Null, isDryRun: false, default);

        Assert.Equal(queue is null ? 409 : 200, reply.Status);
        if (queue is not null)
            Assert.Contains(_bill, Assert.Single(await TakeAsync(queue)), StringComparison.Ordinal);
        Assert.Equal(200, (await Get<DeadLetterDesk>().DismissAsync(id, default)).Status);
        var list = (await Get<DeadLetterDesk>().ListAsync($"{reason}", false, false, null, default)).Json;
        var row = JsonNode.Parse(list.Span)!["dead_letters"]![0]!;
        Assert.Equal(id, row["id"]!.GetValue<string>());
        Assert.NotNull(row["dismissed_at"]);
    }

    private DeadLetterStore Store => Get<DeadLetterStore>();

    private string Delivery =>
        DeliveryMessage.Encode(attempt: 0, [ChangeEvents.Write("tests", Some.Received(Some.Callback(_bill)))]).Single();

    private string Message => CallbackMessage.Encode([Some.Received(Some.Callback(_bill))]);

    private T Get<T>()
        where T : notnull => _host!.Services.GetRequiredService<T>();

    private async Task<DeadLetter> OnlyAsync() =>
        Assert.Single((await Store.ListAsync(null, onlyOpen: true, 10, whole: true, null, default)).Letters);

    /// <summary>A row without a queue, whose id is the content's hash.</summary>
    private async Task<string> KeepAsOlderAsync(DeadLetterReason reason, string text)
    {
        var letter = DeadLetter.OfCallback(reason, "an older version kept it", Encoding.UTF8.GetBytes(text), Some.Time);
        var row = DeadLetterRow.Write(letter with { Id = letter.Id[^64..] });
        row.Remove(nameof(DeadLetter.Queue));
        var table = new TableClient(azurite.ConnectionString, StorageNames.DeadLetterTable);
        await table.CreateIfNotExistsAsync();
        await table.AddEntityAsync(row);
        return row.PartitionKey;
    }

    /// <summary>What waits on a queue, decoded.</summary>
    private async Task<List<string>> TakeAsync(string name)
    {
        var queue = Get<QueueServiceClient>().GetQueueClient(name);
        if (!await queue.ExistsAsync())
            return [];
        return [.. (await queue.ReceiveMessagesAsync(32)).Value.Select(message => Decoded(message.Body.ToString()))];
    }

    private static string Decoded(string text) => Encoding.UTF8.GetString(Convert.FromBase64String(text));
}
