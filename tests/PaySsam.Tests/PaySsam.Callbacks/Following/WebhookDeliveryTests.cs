using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Settings;
using PaySsam.Tests.Reliability;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Following;

public sealed class WebhookDeliveryTests : IAsyncLifetime
{
    private readonly FakeStorage _storage = new();
    private WebhookReceiver? _receiver;

    public async ValueTask InitializeAsync() => _receiver = await WebhookReceiver.StartAsync();

    public async ValueTask DisposeAsync() => await _receiver!.DisposeAsync();

    [Fact]
    public async Task Each_event_is_posted_once_and_no_more_than_eight_at_once()
    {
        var (now, most) = (0, 0);
        _receiver!.Answer = async _ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            await Task.Delay(50);
            Interlocked.Decrement(ref now);
        };
        await DeliverAsync(Message(0, "abcdefghijklmnopqrst"));

        Assert.Equal("abcdefghijklmnopqrst", string.Concat(_receiver.Posts.Select(post => (string)post.Event["subject"]!).Order()));
        Assert.InRange(most, 2, 8);
        Assert.Empty(_storage.Deliveries);
    }

    [Fact]
    public async Task Those_that_failed_together_are_tried_again_together_later_and_later()
    {
        _receiver!.Answer = Fail(http => ((string)WebhookEvent(http)) is "b" or "d");
        var waits = new List<TimeSpan>();
        var text = Message(0, "abcd");
        for (var attempt = 1; attempt < 8; attempt++)
        {
            await DeliverAsync(text);
            (text, var wait) = Assert.Single(_storage.Deliveries);
            Assert.Equal(Message(attempt, "bd"), text);
            _storage.Deliveries.Clear();
            waits.Add(wait);
        }

        var least = new[] { 5, 300, 1_800, 7_200, 18_000, 36_000, 36_000 };
        Assert.All(least.Zip(waits), pair => Assert.InRange(pair.Second.TotalSeconds, pair.First, 1.2 * pair.First));
        Assert.Empty(_storage.DeadLetters);
        await DeliverAsync(text);
        Assert.Empty(_storage.Deliveries);
        Assert.Equal(
            [
                ("WebhookUndelivered", "it answered 500", """{"undelivered":{"bill_id":"b"}}"""),
                ("WebhookUndelivered", "it answered 500", """{"undelivered":{"bill_id":"d"}}"""),
            ],
            _storage.DeadLetters.Select(letter => (letter.Reason, letter.Problem, Encoding.UTF8.GetString(letter.Content))).Order()
        );
    }

    [Theory]
    [InlineData("3600", 3600)]
    [InlineData("1", 5)]
    [InlineData("99999999", 24 * 3600)]
    public async Task A_receiver_that_asks_for_more_time_gets_it(string retryAfter, int least)
    {
        _receiver!.Answer = http =>
        {
            (http.Response.StatusCode, http.Response.Headers.RetryAfter) = (429, retryAfter);
            return Task.CompletedTask;
        };
        await DeliverAsync(Message(0, "a"));

        Assert.InRange(Assert.Single(_storage.Deliveries).Delay.TotalSeconds, least, 1.2 * least);
    }

    [Fact]
    public async Task What_one_event_is_asked_to_wait_for_delays_no_other()
    {
        _receiver!.Answer = http =>
        {
            var asked = WebhookEvent(http) switch
            {
                "c" => "86400",
                "e" => "99999999",
                "d" => "3600",
                "f" => "3590",
                "g" => "1",
                _ => null,
            };
            (http.Response.StatusCode, http.Response.Headers.RetryAfter) = (asked is null ? 500 : 429, asked);
            return Task.CompletedTask;
        };
        await DeliverAsync(Message(0, "abcdefg"));

        var waits = _storage.Deliveries.OrderBy(delivery => delivery.Delay).ToList();
        Assert.Equal([Message(1, "abg"), Message(1, "df"), Message(1, "ce")], waits.Select(delivery => delivery.Text));
        Assert.InRange(waits[0].Delay.TotalSeconds, 5, 6);
        Assert.Equal((3_600, 24 * 3_600), (waits[1].Delay.TotalSeconds, waits[2].Delay.TotalSeconds));
    }

    [Fact]
    public async Task A_receiver_that_is_gone_is_asked_no_more()
    {
        _receiver!.Answer = http =>
        {
            http.Response.StatusCode = 410;
            return Task.CompletedTask;
        };
        await DeliverAsync(Message(0, "a"));

        Assert.Empty(_storage.Deliveries);
        Assert.Equal(
            ("WebhookUndelivered", "it answered 410: it wants no more"),
            (_storage.DeadLetters.Single().Reason, _storage.DeadLetters.Single().Problem)
        );
    }

    [Fact]
    public async Task Without_a_webhook_what_still_waits_is_kept()
    {
        using var host = _storage.Build(Some.ApiKey);
        await host.Services.GetRequiredService<WebhookDelivery>().DeliverAsync(Message(0, "a"), default);

        Assert.Equal("no webhook is configured", Assert.Single(_storage.DeadLetters).Problem);
    }

    [Theory]
    [InlineData("!")]
    [InlineData("eyJ2ZXJzaW9uIjoyfQ==")]
    [InlineData("eyJ2ZXJzaW9uIjoxLCJhdHRlbXB0IjowLCJldmVudHMiOlt7fV19")]
    [InlineData("eyJ2ZXJzaW9uIjoxLCJhdHRlbXB0IjotMSwiZXZlbnRzIjpbXX0=")]
    [InlineData("W10=")]
    public async Task A_message_that_is_none_of_ours_is_kept(string text)
    {
        await DeliverAsync(text);

        Assert.Equal(
            ("UnreadableMessage", text),
            (_storage.DeadLetters.Single().Reason, Encoding.UTF8.GetString(_storage.DeadLetters.Single().Content))
        );
    }

    private static string Message(int attempt, string bills) =>
        Assert.Single(
            DeliveryMessage.Encode(attempt, bills.Select(bill => ChangeEvents.Write("tests", Some.Received(Some.Callback($"{bill}")))))
        );

    private string WebhookEvent(HttpContext http) =>
        (string)_receiver!.Posts.Last(post => post.Id == http.Request.Headers["webhook-id"]).Event["subject"]!;

    private static Func<HttpContext, Task> Fail(Func<HttpContext, bool> fails) =>
        http =>
        {
            http.Response.StatusCode = fails(http) ? 500 : 200;
            return Task.CompletedTask;
        };

    private async Task DeliverAsync(string text)
    {
        using var host = _storage.Build(Some.ApiKey);
        var options = new WebhookOptions(_receiver!.Url, [Convert.FromBase64String(WebhookReceiver.FirstSecret[6..])], []);
        using var sender = new WebhookSender(options, new WebhookAddress([], loopback: true), TimeProvider.System);
        await ActivatorUtilities.CreateInstance<WebhookDelivery>(host.Services, options, sender).DeliverAsync(text, default);
    }
}
