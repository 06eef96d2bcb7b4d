using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Parsing;
using PaySsam.Callbacks.Payments;
using PaySsam.Callbacks.Queueing;
using PaySsam.LocalHost;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.LocalHost;

/// <summary>The pump on a storage of its own, whose table fails as often as a test wants.</summary>
public class QueuePumpTests
{
    [Fact]
    public async Task A_message_that_failed_comes_again()
    {
        await using var pump = await Pump.StartAsync(failures: 3, maxDequeueCount: 5);
        await pump.Queue.SendMessageAsync(CallbackMessage.Encode([Some.Received(Some.Callback("A1"))]));

        await EventuallyAsync(async () => await pump.Payments.FindAsync("A1", default) is not null);
        await EventuallyAsync(async () => (await pump.Queue.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0);
    }

    [Fact]
    public async Task A_message_whose_tries_ran_out_goes_by_the_poison_queue_to_the_dead_letters_and_can_be_redriven()
    {
        await using var pump = await Pump.StartAsync(failures: 2, maxDequeueCount: 2);
        var text = CallbackMessage.Encode([Some.Received(Some.Callback("A1"))]);
        await pump.Queue.SendMessageAsync(text);

        var store = pump.DeadLetters;
        await EventuallyAsync(async () => (await store.ListAsync(DeadLetterReason.RetriesExhausted, onlyOpen: true, 100, null, default)).Letters is [var letter]
            && Encoding.UTF8.GetString(letter.Content.Span) == text);
        await EventuallyAsync(async () => (await pump.Poison.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0);
        Assert.Null(await pump.Payments.FindAsync("A1", default));

        // Whatever it was is mended.
        var kept = (await store.ListAsync(null, onlyOpen: true, 100, null, default)).Letters;
        Assert.Equal(200, (await pump.Desk.RedriveAsync(Assert.Single(kept).Id, default)).Status);
        await EventuallyAsync(async () => await pump.Payments.FindAsync("A1", default) is not null);
        await EventuallyAsync(async () => (await pump.Queue.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0);
    }

    [Fact]
    public async Task A_message_that_cannot_be_read_is_kept_at_once_and_holds_up_nobody()
    {
        await using var pump = await Pump.StartAsync(failures: 0, maxDequeueCount: 5);
        await pump.Queue.SendMessageAsync("neither base64 nor ours");
        await pump.Queue.SendMessageAsync(CallbackMessage.Encode([Some.Received(Some.Callback("A1"))]));

        await EventuallyAsync(async () => await pump.Payments.FindAsync("A1", default) is not null);
        await EventuallyAsync(async () => (await pump.Queue.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0);
        var letter = Assert.Single(pump.Tables.GetTableClient("DeadLetters").Query<TableEntity>());
        Assert.Equal("UnreadableMessage", letter["Reason"]);
        Assert.Equal("neither base64 nor ours", Encoding.UTF8.GetString(letter.GetBinary("Content")));
    }

    [Fact]
    public async Task A_callback_that_is_invalid_holds_up_none_of_its_message()
    {
        await using var pump = await Pump.StartAsync(failures: 0, maxDequeueCount: 5);
        var message = """{"version":1,"callbacks":[{"id":"","receivedAt":"2026-01-01T00:00:00Z","body":{"bill_id":"A1"}},{"id":"","receivedAt":"2026-01-01T00:00:00Z","body":{"bill_id":"A2","appr_state":"F"}}]}""";
        await pump.Queue.SendMessageAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(message)));

        await EventuallyAsync(async () => await pump.Payments.FindAsync("A2", default) is not null);
        var letter = Assert.Single(pump.Tables.GetTableClient("DeadLetters").Query<TableEntity>());
        Assert.Equal("appr_state is missing", letter["Problem"]);
    }

    private static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(60); !await condition(); await Task.Delay(50))
            Assert.True(DateTime.UtcNow < deadline, "It did not come to pass.");
    }

    private sealed class Pump(Azurite azurite, TemporaryFolder folder, IHost host) : IAsyncDisposable
    {
        public QueueClient Queue { get; } = host.Services.GetRequiredService<QueueServiceClient>().GetQueueClient("payssam-callbacks");

        public QueueClient Poison { get; } = host.Services.GetRequiredService<QueueServiceClient>().GetQueueClient("payssam-callbacks-poison");

        public TableServiceClient Tables { get; } = host.Services.GetRequiredService<TableServiceClient>();

        public DeadLetterStore DeadLetters { get; } = host.Services.GetRequiredService<DeadLetterStore>();

        public DeadLetterDesk Desk { get; } = host.Services.GetRequiredService<DeadLetterDesk>();

        public IPaymentStore Payments { get; } = host.Services.GetRequiredService<IPaymentStore>();

        public static async Task<Pump> StartAsync(int failures, int maxDequeueCount)
        {
            var folder = new TemporaryFolder();
            var azurite = await Azurite.StartAsync(folder.Path);
            var host = ProductHost.Build(azurite.ConnectionString, add: services =>
            {
                services.AddSingleton<IPaymentStore>(provider => new FailingStore(provider.GetRequiredService<TableServiceClient>(), failures));
                services.AddSingleton(new QueueSettings(16, 8, TimeSpan.FromMilliseconds(200), TimeSpan.Zero, maxDequeueCount));
                QueuePump.Add(services);
            });
            var pump = new Pump(azurite, folder, host);
            await pump.Queue.CreateIfNotExistsAsync();
            await pump.StartAsync();
            return pump;
        }

        private Task StartAsync() => host.StartAsync();

        public async ValueTask DisposeAsync()
        {
            await host.StopAsync();
            host.Dispose();
            await azurite.DisposeAsync();
            folder.Dispose();
        }
    }

    private sealed class FailingStore(TableServiceClient tables, int failures) : IPaymentStore
    {
        private readonly TablePaymentStore _store = new(tables);
        private int _failures = failures;

        public Task<IReadOnlyList<RecordOutcome>> RecordAsync(IReadOnlyList<ReceivedCallback> callbacks, CancellationToken cancellationToken) =>
            Interlocked.Decrement(ref _failures) >= 0
                ? throw new Azure.RequestFailedException(503, "on purpose")
                : _store.RecordAsync(callbacks, cancellationToken);

        public Task<Bill?> FindAsync(string billId, CancellationToken cancellationToken) => _store.FindAsync(billId, cancellationToken);
    }
}
