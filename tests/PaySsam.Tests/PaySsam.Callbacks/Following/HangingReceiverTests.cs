using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Settings;
using PaySsam.Tests.Reliability;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Following;

/// <summary>A receiver that takes its time must not take ours.</summary>
public sealed class HangingReceiverTests : IAsyncLifetime
{
    private readonly FakeStorage _storage = new();

    // The one ends a message's time, the other that of a post.
    private readonly FakeTimeProvider _time = new(Some.Time);
    private readonly FakeTimeProvider _patience = new(Some.Time);

    // Of those that hang until they are released, by the bill.
    private readonly Dictionary<string, TaskCompletionSource> _held = [];
    private WebhookReceiver? _receiver;

    public async ValueTask InitializeAsync()
    {
        _receiver = await WebhookReceiver.StartAsync();
        _receiver.Answer = http =>
            _held.TryGetValue(Bill(http), out var held) ? held.Task.WaitAsync(http.RequestAborted) : Task.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await _receiver!.DisposeAsync();

    [Fact]
    public async Task One_that_hangs_is_left_alone_for_a_minute()
    {
        Hold("abcdefghijklmnopqrst");
        var delivering = DeliverAsync(attempt: 2, "abcdefghijklmnopqrst");
        await PostedAsync(8);
        await PassUntilAsync(delivering, _patience);

        // When the eighth time-out is seen, seven others can have begun since the first.
        var (tried, rest) = (_storage.Deliveries[0], _storage.Deliveries[1]);
        Assert.InRange(Bills(tried.Text).Count(), 8, 15);
        Assert.Equal("abcdefghijklmnopqrst", string.Concat(Bills(tried.Text).Concat(Bills(rest.Text)).Order()));
        Assert.Equal((3, 2), (Read(tried.Text).Attempt, Read(rest.Text).Attempt));
        Assert.InRange(tried.Delay, TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(36));
        Assert.Equal(TimeSpan.FromMinutes(1), rest.Delay);
        Assert.Empty(_storage.DeadLetters);
    }

    [Fact]
    public async Task Messages_of_one_event_each_find_out_together_that_it_hangs()
    {
        const string bills = "abcdefghijklmnopqrstuvwx";
        Hold(bills);
        using var sender = Sender();
        var deliveries = Task.WhenAll(bills.Select(bill => DeliverAsync(attempt: 0, $"{bill}", sender)));
        await PostedAsync(8);
        await PassUntilAsync(deliveries, _patience);

        Assert.InRange(_receiver!.Posts.Count, 8, 15);
        Assert.Equal(
            bills.Length - _receiver.Posts.Count,
            _storage.Deliveries.Count(delivery => delivery.Delay == TimeSpan.FromMinutes(1))
        );
    }

    [Fact]
    public async Task Time_outs_with_an_answer_between_them_stop_nothing()
    {
        Hold("abcdefghijklmnopq");
        var delivering = DeliverAsync(attempt: 0, "abcdefghijklmnopqrst");
        await PostedAsync(8); // To h.
        Pass(seconds: 10);
        Release("a");
        await PostedAsync(9); // And i.
        Pass(seconds: 5);
        await PostedAsync(16); // Seven timed out; and to p.
        Pass(seconds: 9);
        Release("i");
        await PostedAsync(17); // An answer; and q.
        Pass(seconds: 6);
        await PostedAsync(20); // Another seven timed out.
        Release("q");
        await delivering;

        Assert.Equal("bcdefghjklmnop", string.Concat(Bills(Assert.Single(_storage.Deliveries).Text)));
    }

    [Fact]
    public async Task After_two_minutes_none_is_begun_and_the_rest_comes_again()
    {
        Hold("abcdefgh");
        var delivering = DeliverAsync(attempt: 2, "abcdefghijklmnopqrst");
        await PostedAsync(8);
        _time.Advance(TimeSpan.FromMinutes(2));
        Release([.. _held.Keys]);
        await delivering;

        Assert.Equal(8, _receiver!.Posts.Count);
        var (text, delay) = Assert.Single(_storage.Deliveries);
        Assert.Equal((2, "ijklmnopqrst", TimeSpan.Zero), (Read(text).Attempt, string.Concat(Bills(text)), delay));
    }

    [Fact]
    public async Task A_message_that_gets_no_turn_in_two_minutes_comes_again()
    {
        Hold("abcdefgh");
        using var sender = Sender();
        var first = DeliverAsync(attempt: 0, "abcdefgh", sender);
        await PostedAsync(8);
        var second = DeliverAsync(attempt: 5, "xyz", sender);
        await PassUntilAsync(second, _time);

        var (text, delay) = Assert.Single(_storage.Deliveries);
        Assert.Equal((5, "xyz", TimeSpan.Zero), (Read(text).Attempt, string.Concat(Bills(text)), delay));
        Release([.. _held.Keys]);
        await first;
        Assert.Equal(8, _receiver!.Posts.Count);
    }

    private static DeliveryMessage Read(string text) =>
        DeliveryMessage.TryDecode(text, out var message, out var problem) ? message : throw new InvalidOperationException(problem);

    private static IEnumerable<string> Bills(string text) => Read(text).Events.Select(one => one.BillId);

    private string Bill(HttpContext http) =>
        (string)_receiver!.Posts.Last(post => post.Id == http.Request.Headers["webhook-id"]).Event["subject"]!;

    private void Hold(string bills)
    {
        foreach (var bill in bills)
            _held[$"{bill}"] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private async Task PostedAsync(int count)
    {
        for (var deadline = DateTime.UtcNow.AddMinutes(1); _receiver!.Posts.Count < count; await Task.Delay(10))
            Assert.True(DateTime.UtcNow < deadline, $"{_receiver.Posts.Count} were posted.");
    }

    /// <summary>Lets a clock run until the work has ended.</summary>
    private static async Task PassUntilAsync(Task work, FakeTimeProvider clock)
    {
        for (var deadline = DateTime.UtcNow.AddMinutes(1); !work.IsCompleted; await Task.Delay(10))
        {
            Assert.True(DateTime.UtcNow < deadline, "It does not end.");
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        await work;
    }

    private void Pass(int seconds) => _patience.Advance(TimeSpan.FromSeconds(seconds));

    private void Release(params string[] bills)
    {
        foreach (var bill in bills)
            _held[bill].SetResult();
    }

    private async Task DeliverAsync(int attempt, string bills)
    {
        using var sender = Sender();
        await DeliverAsync(attempt, bills, sender);
    }

    private async Task DeliverAsync(int attempt, string bills, WebhookSender sender)
    {
        using var host = _storage.Build(Some.ApiKey);
        var events = bills.Select(bill => ChangeEvents.Write("tests", Some.Received(Some.Callback($"{bill}"))));
        var delivery = ActivatorUtilities.CreateInstance<WebhookDelivery>(host.Services, Options, sender, _time);
        await delivery.DeliverAsync(DeliveryMessage.Encode(attempt, events).Single(), default);
    }

    private WebhookOptions Options => new(_receiver!.Url, [Convert.FromBase64String(WebhookReceiver.FirstSecret[6..])], []);

    private WebhookSender Sender() => new(Options, new WebhookAddress([], loopback: true), _patience);
}
