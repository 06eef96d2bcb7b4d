using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Hosting;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Recording;
using PaySsam.LocalHost;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Following;

/// <summary>On a storage of its own: a queue has one reader.</summary>
public sealed class ChangeQueueTests : IAsyncLifetime
{
    private readonly string _bill = Some.BillId();
    private OwnAzurite? _azurite;
    private IHost? _host;

    public async ValueTask InitializeAsync()
    {
        _azurite = await OwnAzurite.StartAsync();
        _host = ProductHost.Build(_azurite.ConnectionString, settings: ProductHost.Changes);
    }

    public async ValueTask DisposeAsync()
    {
        _host?.Dispose();
        if (_azurite is not null)
            await _azurite.DisposeAsync();
    }

    [Fact]
    public async Task Only_a_new_or_changed_payment_is_told()
    {
        Assert.Equal(["F"], await RecordAsync(Received("F")));
        Assert.Equal(["F"], await RecordAsync(Received("F"))); // Our queue's redelivery: perhaps it was not told.
        Assert.Empty(await RecordAsync(Received("F", 3600))); // PaySsam's repeat.
        Assert.Equal(["C"], await RecordAsync(Received("C")));
        Assert.Empty(await RecordAsync(Received("W")));
        Assert.Empty(await RecordAsync(Received("D"))); // A contradiction that does not win.
        Assert.Equal(["C"], await RecordAsync(Received("F"))); // What came again was overtaken, and perhaps that was not told.
    }

    [Fact]
    public async Task Of_the_callbacks_of_a_bill_in_a_message_only_the_payment_is_told()
    {
        var other = Some.BillId();
        Assert.Equal(
            ["C", "W"],
            await RecordAsync(Received("W"), Received("C"), Received("F"), Some.Received(Some.Callback(other, ("appr_state", "W"))))
        );
    }

    [Fact]
    public async Task What_is_told_again_is_the_same_to_the_byte()
    {
        await RecordAsync(Received("F"));
        Assert.Equal(await ReadAsync(Received("F")), await ReadAsync(Received("F")));

        var second = Some.Received(Some.Callback(_bill, ("appr_num", "1"), ("appr_dt", "20250105130000")));
        var first = await ReadAsync(second);
        Assert.Contains("paid_twice", Encoding.UTF8.GetString(Convert.FromBase64String(Assert.Single(first))), StringComparison.Ordinal);
        Assert.Equal(first, await ReadAsync(second));
    }

    [Fact]
    public async Task Who_drops_known_ids_learns_of_a_second_payment_and_of_its_end()
    {
        var known = new HashSet<string>();
        var bill = new JsonObject();
        await TakeAsync(Paid("2"));
        Assert.Equal((50_000, "[]"), ((long)bill["net_won"]!, bill["attention"]!.ToJsonString()));

        await TakeAsync(Paid("1")); // The earlier payment, told later: the bill's payment stays what it was.
        Assert.Equal((100_000, """["paid_twice"]"""), ((long)bill["net_won"]!, bill["attention"]!.ToJsonString()));

        await TakeAsync(Paid("1"), Paid("2")); // Our queue's redelivery.
        Assert.Equal(2, known.Count);

        await TakeAsync(Some.Received(Some.Callback(_bill, ("appr_state", "C"), ("appr_num", "9"), ("appr_origin_num", "1"))));
        Assert.Equal((50_000, "[]", 3), ((long)bill["net_won"]!, bill["attention"]!.ToJsonString(), known.Count));

        async Task TakeAsync(params ReceivedCallback[] callbacks)
        {
            foreach (var text in await ReadAsync(callbacks))
            {
                foreach (var one in JsonNode.Parse(Convert.FromBase64String(text))!.AsArray())
                {
                    if (known.Add((string)one!["id"]!))
                        bill = one["data"]!.DeepClone().AsObject();
                }
            }
        }

        ReceivedCallback Paid(string number) =>
            Some.Received(Some.Callback(_bill, ("appr_num", number), ("appr_dt", $"2025010513000{number}")));
    }

    [Fact]
    public async Task How_long_the_first_message_waits_is_measured()
    {
        var changes = _host!.Services.GetRequiredService<ChangeQueue>();
        Assert.Equal(TimeSpan.Zero, await changes.UnreadForAsync(DateTimeOffset.UtcNow, default));
        await Recorder.RecordAsync(CallbackMessage.Encode([Received("F")]), default);

        Assert.InRange(
            await changes.UnreadForAsync(DateTimeOffset.UtcNow.AddHours(1), default),
            TimeSpan.FromMinutes(55),
            TimeSpan.FromMinutes(65)
        );
    }

    [Fact]
    public async Task Without_the_setting_nothing_is_told()
    {
        using var host = ProductHost.Build(_azurite!.ConnectionString);
        await host.Services.GetRequiredService<CallbackRecorder>().RecordAsync(CallbackMessage.Encode([Received("F")]), default);

        Assert.False(await Queue.ExistsAsync());
    }

    [Theory]
    [InlineData("PaySsam:Changes:Queue", "yes", "PaySsam__Changes__Queue is neither true nor false.")]
    [InlineData("PaySsam:Source", "a b", "PaySsam__Source has other characters than A-Z a-z 0-9 - . _ ~, or more than 64.")]
    public void A_setting_that_cannot_be_read_stops_the_start(string name, string value, string problem)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("PaySsamStorage", _azurite!.ConnectionString), new(name, value)])
            .Build();

        Assert.Equal(
            problem,
            Assert.Throws<OptionsValidationException>(() => new ServiceCollection().AddPaySsamCallbacks(configuration)).Message
        );
    }

    private CallbackRecorder Recorder => _host!.Services.GetRequiredService<CallbackRecorder>();

    private QueueClient Queue => _host!.Services.GetRequiredService<QueueServiceClient>().GetQueueClient("payment-changes");

    private ReceivedCallback Received(string state, int second = 0) => Some.Received(Some.Callback(_bill, ("appr_state", state)), second);

    /// <summary>The states that a message's recording tells.</summary>
    private async Task<IEnumerable<string>> RecordAsync(params ReceivedCallback[] callbacks) =>
        (await ReadAsync(callbacks))
            .SelectMany(text => JsonNode.Parse(Convert.FromBase64String(text))!.AsArray())
            .Select(one => (string)one!["data"]!["state"]!)
            .ToList();

    private async Task<IReadOnlyList<string>> ReadAsync(params ReceivedCallback[] callbacks)
    {
        await Recorder.RecordAsync(CallbackMessage.Encode(callbacks), default);
        if (!await Queue.ExistsAsync())
            return [];
        var messages = (await Queue.ReceiveMessagesAsync(32)).Value;
        foreach (var message in messages)
            await Queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        return [.. messages.Select(message => message.MessageText)];
    }
}
