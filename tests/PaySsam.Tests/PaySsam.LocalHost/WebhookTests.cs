using System.Text.Json.Nodes;
using PaySsam.LocalHost;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.LocalHost;

/// <summary>The whole way, from a callback to the partner's endpoint.</summary>
public sealed class WebhookTests : IAsyncLifetime
{
    private readonly string _bill = Some.BillId();
    private OwnAzurite? _azurite;
    private WebhookReceiver? _receiver;
    private ProductProcess? _host;

    public async ValueTask InitializeAsync()
    {
        _azurite = await OwnAzurite.StartAsync();
        _receiver = await WebhookReceiver.StartAsync();
        _host = await ProductProcess.StartAsync(
            Product.LocalHost,
            new Dictionary<string, string?>
            {
                ["PaySsamStorage"] = _azurite.ConnectionString,
                ["PaySsam__ApiKeys__0"] = Some.ApiKey,
                ["PaySsam__Webhook__Secrets__0"] = WebhookReceiver.FirstSecret,
                ["PaySsam__Webhook__Secrets__1"] = WebhookReceiver.SecondSecret,
            },
            "--webhook",
            $"{_receiver.Url}"
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        if (_receiver is not null)
            await _receiver.DisposeAsync();
        if (_azurite is not null)
            await _azurite.DisposeAsync();
    }

    [Fact]
    public async Task A_payment_and_then_its_cancellation_arrive_signed()
    {
        await _host!.Http.PostAsync(Some.Json(_bill));
        var paid = await _receiver!.WaitAsync(post => post.State == "F");
        await _host.Http.PostAsync(Some.Json(_bill, ("appr_state", "C")));
        var cancelled = await _receiver.WaitAsync(post => post.State == "C");

        Assert.True(string.CompareOrdinal((string)paid.Event["sequence"]!, (string)cancelled.Event["sequence"]!) < 0);
        foreach (var secret in new[] { WebhookReceiver.FirstSecret, WebhookReceiver.SecondSecret })
            await WebhookReceiver.VerifyAsync(secret, _receiver.Posts);
    }

    [Fact]
    public async Task A_receiver_that_was_away_misses_nothing()
    {
        var port = _receiver!.Url.Port;
        await _receiver.DisposeAsync();
        await _host!.Http.PostAsync(Some.Json(_bill));
        await _host.Http.WaitForPaymentAsync(_bill);
        for (
            var deadline = DateTime.UtcNow.AddMinutes(1);
            !_host.Output.Contains("was not delivered", StringComparison.Ordinal);
            await Task.Delay(100)
        )
            Assert.True(DateTime.UtcNow < deadline);

        _receiver = await WebhookReceiver.StartAsync(port);

        Assert.Equal("F", (await _receiver.WaitAsync(post => (string)post.Event["subject"]! == _bill)).State);
    }

    [Fact]
    public async Task What_was_not_taken_is_redriven_as_the_bill_is_then()
    {
        _receiver!.Answer = http =>
        {
            http.Response.StatusCode = 410;
            return Task.CompletedTask;
        };
        await _host!.Http.PostAsync(Some.Json(_bill));
        var letter = await LetterAsync(letter => true);
        await _host.Http.PostAsync(Some.Json(_bill, ("appr_state", "C")));
        await _receiver.WaitAsync(post => post.State == "C");
        Assert.Equal(letter["id"]!.ToString(), (await LetterAsync(letter => true))["id"]!.ToString()); // One for the bill.
        await _host.Http.WaitForPaymentAsync(_bill, payment => payment.State() == "C");

        var before = _receiver.Posts.Count;
        _receiver.Answer = _ => Task.CompletedTask;
        using var response = await _host.Http.PostAsync($"api/deadletters/{letter["id"]}/redrive", null);

        Assert.Equal(200, (int)response.StatusCode);
        for (var deadline = DateTime.UtcNow.AddMinutes(1); _receiver.Posts.Count == before; await Task.Delay(50))
            Assert.True(DateTime.UtcNow < deadline);
        Assert.Equal("C", _receiver.Posts[before].State);
        await LetterAsync(letter => letter["redriven_at"] is not null);
    }

    [Fact]
    public async Task A_test_says_whether_the_receiver_takes_an_event()
    {
        Assert.Equal("""{"delivered":true,"problem":null}""", await TestAsync());
        Assert.Equal("kr.payssam.webhook.test.v1", (string)_receiver!.Posts.Single().Event["type"]!);
        await WebhookReceiver.VerifyAsync(WebhookReceiver.FirstSecret, _receiver.Posts);

        _receiver.Answer = http =>
        {
            http.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        Assert.Equal("""{"delivered":false,"problem":"it answered 500"}""", await TestAsync());
    }

    private async Task<string> TestAsync()
    {
        using var response = await _host!.Http.PostAsync("api/webhook/test", null);
        return await response.Content.ReadAsStringAsync();
    }

    private async Task<JsonNode> LetterAsync(Func<JsonNode, bool> wanted)
    {
        for (var deadline = DateTime.UtcNow.AddMinutes(1); ; await Task.Delay(100))
        {
            var letters = JsonNode.Parse(await _host!.Http.GetStringAsync("api/deadletters?reason=WebhookUndelivered"))![
                "dead_letters"
            ]!.AsArray();
            if (letters.SingleOrDefault() is { } letter && wanted(letter))
                return letter;
            Assert.True(DateTime.UtcNow < deadline);
        }
    }
}
