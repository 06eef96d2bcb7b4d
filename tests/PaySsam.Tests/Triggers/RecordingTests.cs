using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Repair;
using PaySsam.LocalHost;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Triggers;

public sealed class PumpRecordingTests() : RecordingTests(TriggerKind.Pump);

public sealed class ListenerRecordingTests() : RecordingTests(TriggerKind.Listener);

/// <summary>The product's queue functions on a storage of their own, whose table fails as often as a test wants.</summary>
public abstract class RecordingTests(TriggerKind kind)
{
    [Fact]
    public async Task A_message_that_failed_comes_again()
    {
        await using var bed = await Bed.StartAsync(kind, failures: 3, maxDequeueCount: 5);
        await bed.Queue.SendMessageAsync(CallbackMessage.Encode([Some.Received(Some.Callback("A1"))]));

        await EventuallyAsync(async () => await bed.Payments.FindAsync("A1", default) is not null);
        await EventuallyAsync(async () => (await bed.Queue.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0);
    }

    [Fact]
    public async Task A_message_out_of_tries_becomes_a_dead_letter_and_can_be_redriven()
    {
        await using var bed = await Bed.StartAsync(kind, failures: 2, maxDequeueCount: 2);
        var text = CallbackMessage.Encode([Some.Received(Some.Callback("A1"))]);
        await bed.Queue.SendMessageAsync(text);

        var store = bed.DeadLetters;
        await EventuallyAsync(async () =>
            (await store.ListAsync(DeadLetterReason.RetriesExhausted, onlyOpen: true, 100, whole: true, null, default)).Letters
                is [var letter]
            && Encoding.UTF8.GetString(letter.Content.Span) == text
        );
        await EventuallyAsync(async () => (await bed.Poison.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0);
        Assert.Null(await bed.Payments.FindAsync("A1", default));

        // Whatever it was is mended.
        var kept = (await store.ListAsync(null, onlyOpen: true, 100, whole: true, null, default)).Letters;
        Assert.Equal(200, (await bed.Desk.RedriveAsync(Assert.Single(kept).Id, Stream.Null, isDryRun: false, default)).Status);
        await EventuallyAsync(async () => await bed.Payments.FindAsync("A1", default) is not null);
        await EventuallyAsync(async () => (await bed.Queue.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0);
    }

    [Fact]
    public async Task A_message_that_cannot_be_read_is_kept_at_once_and_holds_up_nobody()
    {
        await using var bed = await Bed.StartAsync(kind, failures: 0, maxDequeueCount: 5);
        await bed.Queue.SendMessageAsync("neither base64 nor ours");
        await bed.Queue.SendMessageAsync(CallbackMessage.Encode([Some.Received(Some.Callback("A1"))]));

        await EventuallyAsync(async () => await bed.Payments.FindAsync("A1", default) is not null);
        await EventuallyAsync(async () => (await bed.Queue.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0);
        var letter = Assert.Single(bed.Tables.GetTableClient("DeadLetters").Query<TableEntity>());
        Assert.Equal("UnreadableMessage", letter["Reason"]);
        Assert.Equal("neither base64 nor ours", Encoding.UTF8.GetString(letter.GetBinary("Content")));
    }

    [Fact]
    public async Task A_callback_that_is_invalid_holds_up_none_of_its_message()
    {
        await using var bed = await Bed.StartAsync(kind, failures: 0, maxDequeueCount: 5);
        var message =
            """{"version":1,"callbacks":[{"id":"","receivedAt":"2026-01-01T00:00:00Z","body":{"bill_id":"A1"}},"""
            + """{"id":"","receivedAt":"2026-01-01T00:00:00Z","body":{"bill_id":"A2","appr_state":"F"}}]}""";
        await bed.Queue.SendMessageAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(message)));

        await EventuallyAsync(async () => await bed.Payments.FindAsync("A2", default) is not null);
        await EventuallyAsync(async () => (await bed.Queue.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0);
        var letter = Assert.Single(bed.Tables.GetTableClient("DeadLetters").Query<TableEntity>());
        Assert.Equal("appr_state is missing", letter["Problem"]);
    }

    private static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(60); !await condition(); await Task.Delay(50))
            Assert.True(DateTime.UtcNow < deadline, "It did not come to pass.");
    }

    private sealed class Bed(OwnAzurite azurite, IHost product) : IAsyncDisposable
    {
        private Trigger? _trigger;

        public QueueClient Queue { get; } = product.Services.GetRequiredService<QueueServiceClient>().GetQueueClient("payssam-callbacks");

        public QueueClient Poison { get; } =
            product.Services.GetRequiredService<QueueServiceClient>().GetQueueClient("payssam-callbacks-poison");

        public TableServiceClient Tables { get; } = product.Services.GetRequiredService<TableServiceClient>();

        public DeadLetterStore DeadLetters { get; } = product.Services.GetRequiredService<DeadLetterStore>();

        public DeadLetterDesk Desk { get; } = product.Services.GetRequiredService<DeadLetterDesk>();

        public IPaymentStore Payments { get; } = product.Services.GetRequiredService<IPaymentStore>();

        public static async Task<Bed> StartAsync(TriggerKind kind, int failures, int maxDequeueCount)
        {
            var azurite = await OwnAzurite.StartAsync();
            var product = ProductHost.Build(
                azurite.ConnectionString,
                add: services =>
                    services.AddSingleton<IPaymentStore>(provider => new FailingStore(
                        provider.GetRequiredService<TableServiceClient>(),
                        failures
                    ))
            );
            var bed = new Bed(azurite, product);
            await bed.Queue.CreateIfNotExistsAsync();
            var settings = new QueueSettings(16, 8, TimeSpan.FromMilliseconds(200), TimeSpan.Zero, maxDequeueCount);
            bed._trigger = await Trigger.StartProductAsync(kind, azurite.ConnectionString, settings, product);
            return bed;
        }

        public async ValueTask DisposeAsync()
        {
            await _trigger!.DisposeAsync();
            product.Dispose();
            await azurite.DisposeAsync();
        }
    }

    private sealed class FailingStore(TableServiceClient tables, int failures) : IPaymentStore
    {
        private readonly TablePaymentStore _store = new(tables, new BillTurns());
        private int _failures = failures;

        public Task<RecordedBill> RecordAsync(IReadOnlyList<ReceivedCallback> callbacks, CancellationToken cancellationToken) =>
            Interlocked.Decrement(ref _failures) >= 0
                ? throw new Azure.RequestFailedException(503, "on purpose")
                : _store.RecordAsync(callbacks, cancellationToken);

        public Task<Bill?> FindAsync(string billId, CancellationToken cancellationToken) => _store.FindAsync(billId, cancellationToken);

        public Task ConfirmAsync(PaySsam.Callbacks.Model.Callback payment, DateTimeOffset at, CancellationToken cancellationToken) =>
            _store.ConfirmAsync(payment, at, cancellationToken);
    }
}
