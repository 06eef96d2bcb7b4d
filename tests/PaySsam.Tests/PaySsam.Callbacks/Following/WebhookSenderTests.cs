using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Settings;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Following;

public class WebhookSenderTests
{
    private static readonly byte[] Event = ChangeEvents.Write("tests", Some.Received(Some.Callback("사업자번호-1")));

    [Fact]
    public async Task A_post_is_signed_with_both_secrets_as_the_Standard_Webhooks_say()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var sender = Sender(receiver.Url);

        Assert.Equal(PostResult.Delivered, await sender.PostAsync("an-id", Event, default));

        var post = Assert.Single(receiver.Posts);
        Assert.Equal(
            ("an-id", "application/cloudevents+json; charset=utf-8", Encoding.UTF8.GetString(Event)),
            (post.Id, post.ContentType, post.Body)
        );
        foreach (var secret in new[] { WebhookReceiver.FirstSecret, WebhookReceiver.SecondSecret })
            await WebhookReceiver.VerifyAsync(secret, receiver.Posts);
        await Assert.ThrowsAnyAsync<Exception>(() =>
            WebhookReceiver.VerifyAsync("whsec_" + Convert.ToBase64String(new byte[32]), receiver.Posts)
        );
    }

    /// <summary>What can go wrong at the other end, as docs/reliability.md lists it.</summary>
    [Theory]
    [InlineData("201", null)]
    [InlineData("500", "it answered 500")]
    [InlineData("301", "it answered 301")]
    [InlineData("410", "it answered 410: it wants no more")]
    [InlineData("huge body", null)]
    [InlineData("slow body", null)]
    [InlineData("huge body of 500", "it answered 500")]
    [InlineData("no answer", "it did not answer within 15 s")]
    [InlineData("reset", "it could not be reached")]
    [InlineData("huge headers", "it could not be reached")]
    public async Task Each_way_to_answer_has_its_outcome(string answer, string? problem)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = http => AnswerAsync(http, answer);
        using var sender = Sender(receiver.Url);

        var result = await sender.PostAsync("an-id", Event, default);

        Assert.Equal((problem, answer == "410"), (result.Problem, result.IsGone));
        Assert.Single(receiver.Posts); // A redirection is not followed.
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("Fri, 02 Jan 2026 04:04:05 GMT", 3600)]
    [InlineData("nonsense", null)]
    public async Task What_a_receiver_asks_for_is_heard(string header, int? seconds)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = http =>
        {
            (http.Response.StatusCode, http.Response.Headers.RetryAfter) = (429, header);
            return Task.CompletedTask;
        };
        using var sender = Sender(receiver.Url, time: new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Some.Time));

        var result = await sender.PostAsync("an-id", Event, default);

        Assert.Equal("it answered 429", result.Problem);
        Assert.Equal(seconds, result.RetryAfter?.TotalSeconds);
    }

    [Fact]
    public async Task Where_nobody_listens_it_fails()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var url = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
        probe.Stop();
        using var sender = Sender(url);

        Assert.Equal("it could not be reached", (await sender.PostAsync("an-id", Event, default)).Problem);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await using var receiver = await WebhookReceiver.StartAsync(certificate: certificate);
        using var sender = Sender(receiver.Url);

        Assert.Equal("its certificate is not valid", (await sender.PostAsync("an-id", Event, default)).Problem);
        Assert.Empty(receiver.Posts);
    }

    [Fact]
    public async Task A_name_that_leads_to_a_private_address_at_the_next_attempt_is_refused()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = http =>
        {
            http.Response.Headers.Connection = "close";
            return Task.CompletedTask;
        };
        IPAddress[] addresses = [IPAddress.Loopback];
        using var sender = Sender(new Uri($"http://receiver.example:{receiver.Url.Port}/"), (_, _) => Task.FromResult(addresses));

        Assert.Null((await sender.PostAsync("1", Event, default)).Problem);
        addresses = [IPAddress.Loopback, IPAddress.Parse("10.0.0.1")];
        Assert.Equal("its address is not public", (await sender.PostAsync("2", Event, default)).Problem);
        addresses = [];
        Assert.Equal("its address is not public", (await sender.PostAsync("3", Event, default)).Problem);
        Assert.Single(receiver.Posts);
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("fd12::1", true)]
    [InlineData("10.2.2.3", false)]
    [InlineData("::ffff:10.2.2.3", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("0.1.2.3", false)]
    [InlineData("::", false)]
    [InlineData("2002:a00:1::", false)]
    [InlineData("2001:db8::1", false)]
    public void Only_what_is_public_or_allowed_may_be_posted_to(string address, bool allowed) =>
        Assert.Equal(
            allowed,
            new WebhookAddress(
                [IPNetwork.Parse("10.1.0.0/16"), IPNetwork.Parse("fc00::/7"), IPNetwork.Parse("169.254.0.0/16")],
                loopback: false
            ).IsAllowed(IPAddress.Parse(address))
        );

    /// <summary>Whatever network is allowed, what is sent to such an address arrives at the IPv4 one that stands in it.</summary>
    [Theory]
    [InlineData("64:ff9b::169.254.169.254")]
    [InlineData("64:ff9b::168.63.129.16")]
    [InlineData("64:ff9b::127.0.0.1")]
    [InlineData("64:ff9b::0.0.0.0")]
    [InlineData("64:ff9b:1::169.254.169.254")]
    [InlineData("2002:a9fe:a9fe::")]
    [InlineData("2002:a83f:8110:1::1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("::169.254.169.254")]
    [InlineData("::168.63.129.16")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:0:169.254.169.254")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::")]
    [InlineData("::ffff:0.0.0.0")]
    [InlineData("0.0.0.0")]
    public void An_embedded_address_that_is_never_posted_to_is_refused(string address)
    {
        var everything = new WebhookAddress([IPNetwork.Parse("::/0"), IPNetwork.Parse("0.0.0.0/0")], loopback: false);

        Assert.False(everything.IsAllowed(IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("64:ff9b::8.8.8.8", true)]
    [InlineData("64:ff9b::10.0.0.1", false)]
    [InlineData("2002:808:808::", false)]
    [InlineData("::8.8.8.8", false)]
    public void A_network_of_translators_can_be_allowed_and_opens_no_private_one(string address, bool allowed) =>
        Assert.Equal(allowed, new WebhookAddress([IPNetwork.Parse("64:ff9b::/96")], loopback: false).IsAllowed(IPAddress.Parse(address)));

    [Fact]
    public async Task What_cannot_even_be_posted_is_a_result_too()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var sender = Sender(receiver.Url);

        var result = await sender.PostAsync("an\r\nid", Event, default);
        Assert.Equal("it could not be posted", result.Problem);
        Assert.StartsWith("System.FormatException", result.Fault, StringComparison.Ordinal);
        Assert.Empty(receiver.Posts);
        Assert.Equal(PostResult.Delivered, await sender.PostAsync("an-id", Event, default));
    }

    [Theory]
    [InlineData("Url", "http://example.com/", "Url is not an https URL.")]
    [InlineData("Url", "https://user:password@example.com/", "Url must not hold a user or a password.")]
    [InlineData("Url", "example", "Url is not a URL.")]
    [InlineData("Secrets:0", "", "Secrets__0 is missing: set it to whsec_ and 24 to 64 random bytes in base64.")]
    [InlineData("Secrets:0", "whsec_c2hvcnQ=", "Secrets__0 is not whsec_ and 24 to 64 bytes in base64.")]
    [InlineData("Secrets:1", "whsec_not base64", "Secrets__1 is not whsec_ and 24 to 64 bytes in base64.")]
    [InlineData(
        "Secrets:1",
        "@Microsoft.KeyVault(SecretUri=x)",
        "Secrets__1 is a Key Vault reference that was not resolved: check the identity's access to the vault."
    )]
    [InlineData("AllowedPrivateCidrs", "10.1.0.0/16,10", "AllowedPrivateCidrs is not a list of networks such as 10.1.0.0/16.")]
    public void A_setting_that_is_not_safe_stops_the_start(string name, string value, string problem)
    {
        var settings = new Dictionary<string, string?>
        {
            ["PaySsam:Webhook:Url"] = "https://example.com/",
            ["PaySsam:Webhook:Secrets:0"] = WebhookReceiver.FirstSecret,
        };
        settings[$"PaySsam:Webhook:{name}"] = value;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();

        var fault = Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(() =>
            WebhookOptions.Read(configuration, loopback: false)
        );

        Assert.Equal($"PaySsam__Webhook__{problem}", fault.Message);
    }

    private static async Task AnswerAsync(HttpContext http, string answer)
    {
        if (answer == "reset")
            http.Abort();
        else if (answer == "no answer")
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        else if (answer == "huge headers")
            http.Response.Headers["x"] = new string('x', 100_000);
        else if (int.TryParse(answer, out var status))
            (http.Response.StatusCode, http.Response.Headers.Location) = (status, "/elsewhere");
        else
            await WriteAsync(http, answer);
    }

    /// <summary>A body without end; of the slow one a byte now and then.</summary>
    private static async Task WriteAsync(HttpContext http, string answer)
    {
        http.Response.StatusCode = answer.EndsWith("500", StringComparison.Ordinal) ? 500 : 200;
        var (size, pause) = answer == "slow body" ? (1, 500) : (64 * 1024, 0);
        try
        {
            while (!http.RequestAborted.IsCancellationRequested)
            {
                await http.Response.Body.WriteAsync(new byte[size], http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
                await Task.Delay(pause, http.RequestAborted);
            }
        }
        catch (OperationCanceledException)
        {
            // The sender has had enough.
        }
    }

    private static WebhookSender Sender(
        Uri url,
        Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null,
        TimeProvider? time = null
    ) =>
        new(
            new WebhookOptions(
                url,
                [
                    .. new[] { WebhookReceiver.FirstSecret, WebhookReceiver.SecondSecret }.Select(secret =>
                        Convert.FromBase64String(secret[6..])
                    ),
                ],
                []
            ),
            new WebhookAddress([], loopback: true, resolve),
            time ?? TimeProvider.System
        );
}
