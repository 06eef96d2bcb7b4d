using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using PaySsam.Callbacks.Attention;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Reconciliation;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Storage;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Reconciliation;

/// <summary>Whichever of a sweep's requests to storage goes wrong, the sweep that follows ends in the same books.</summary>
public sealed class SweepFaultTests(OwnAzurite azurite) : IClassFixture<OwnAzurite>, IDisposable
{
    private const string Day = "2025-01-05";
    private readonly FakePaySsam _payssam = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2025, 1, 6, 3, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(Fault.AppliedButAnswerLost, 1)]
    [InlineData(Fault.Refused, int.MaxValue)]
    public async Task It_goes_on(Fault fault, int times)
    {
        var requests = await SweepAsync(fault, 0, 0);
        Assert.InRange(requests, 15, 90);
        for (var number = 1; number <= requests; number++)
            await SweepAsync(fault, number, times);
    }

    public void Dispose() => _payssam.Dispose();

    /// <summary>Answers how many requests the first sweep made.</summary>
    /// <param name="fault">What goes wrong.</param>
    /// <param name="from">The first request that it happens to; none where that is 0.</param>
    /// <param name="times">How many.</param>
    private async Task<int> SweepAsync(Fault fault, int from, int times)
    {
        await azurite.ClearAsync();
        var (count, failing) = (0, false);
        var transport = new FaultyTransport(_ =>
            failing && Interlocked.Increment(ref count) is var number && number >= from && from > 0 && number - from < times ? fault : null
        );
        using var host = _payssam.Product(azurite.ConnectionString, services => services.AddSingleton<TimeProvider>(_time), transport);
        await PrepareAsync(host);
        _payssam.Answer = bill =>
            bill is "a" or "odd" ? FakePaySsam.Bill(bill, ("appr_state", "C"), ("appr_num", "2")) : FakePaySsam.Bill(bill);

        failing = true;
        var first = (await host.Services.GetRequiredService<ReconcileDesk>().SweepAsync(Day, default)).Status;
        failing = false;
        Assert.True(first is 200 || fault is not Fault.AppliedButAnswerLost && first is 503, $"Request {from}: {first}");
        _time.Advance(TimeSpan.FromMinutes(2)); // The lease of one that could not give it back.
        var second = await host.Services.GetRequiredService<ReconcileDesk>().SweepAsync(Day, default);
        await WorkOffAsync(host);

        var sweep = JsonNode.Parse(second.Json.Span)!;
        Assert.True(second.Status == 200 && (bool)sweep["finished"]!, $"Request {from}: {second.Status}");
        var payments = host.Services.GetRequiredService<IPaymentStore>();
        foreach (var (bill, state) in new[] { ("a", "C"), ("b", "F"), ("lost", "F"), ("odd", "F") })
            Assert.Equal(state, $"{(await payments.FindAsync(bill, default))?.Payment.State}");
        foreach (var bill in new[] { "a", "b", "lost" })
            Assert.NotNull((await payments.FindAsync(bill, default))?.ConfirmedAt);
        Assert.True((await host.Services.GetRequiredService<AttentionStore>().ReadAsync("odd", default))?.IsOddOpen);
        return count;
    }

    private async Task PrepareAsync(IHost host)
    {
        _payssam.Answer = bill => FakePaySsam.Bill(bill);
        await host
            .Services.GetRequiredService<CallbackRecorder>()
            .RecordAsync(CallbackMessage.Encode(new[] { "a", "b", "odd" }.Select(bill => Some.Received(Some.Callback(bill)))), default);
        Assert.Equal(200, (await host.Services.GetRequiredService<ReconcileDesk>().CheckAsync("a", default)).Status);
        var bills = Encoding.UTF8.GetBytes($$"""[{"bill_id":"lost","amount_won":50000,"expires_on":"{{Day}}"}]""");
        Assert.Equal(
            200,
            (await host.Services.GetRequiredService<ExpectedBillDesk>().RegisterAsync(new MemoryStream(bills), default)).Status
        );
    }

    private static async Task WorkOffAsync(IHost host)
    {
        var queue = host.Services.GetRequiredService<Azure.Storage.Queues.QueueServiceClient>().GetQueueClient(StorageNames.CallbackQueue);
        while ((await queue.ReceiveMessagesAsync(32)).Value is { Length: > 0 } messages)
        {
            foreach (var message in messages)
            {
                await host.Services.GetRequiredService<CallbackRecorder>().RecordAsync(message.Body.ToString(), default);
                await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }
        }
    }
}
