using System.Net;
using Microsoft.Extensions.Time.Testing;
using PaySsam.Callbacks.Reconciliation;
using PaySsam.Callbacks.Settings;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Reconciliation;

public sealed class PaySsamApiTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(Some.Time);
    private readonly Transport _transport = new();

    [Theory]
    [InlineData(
        false,
        "https://payssam.test/partner/if/bill/read",
        """{"apikey":"k","member":"m","merchant":"of the bill","bill_id":"한-1"}"""
    )]
    [InlineData(
        true,
        "https://payssam.test/partner/bill/read",
        """{"apiKey":"k","member":"m","merchant":"of the bill","bill":{"billId":"한-1"}}"""
    )]
    public async Task It_asks_in_the_names_of_the_version(bool isV2, string url, string body)
    {
        using var api = Api(isV2);
        await api.AskAsync("한-1", null, "of the bill", default);

        Assert.Equal((url, body), Assert.Single(_transport.Requests));
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, 3)]
    [InlineData(HttpStatusCode.TooManyRequests, 3)]
    [InlineData(HttpStatusCode.Unauthorized, 1)]
    [InlineData(HttpStatusCode.NotFound, 1)]
    [InlineData(HttpStatusCode.OK, 1)]
    public async Task It_tries_again_twice_where_that_may_help(HttpStatusCode status, int requests)
    {
        _transport.Answer = _ => Task.FromResult(FakePaySsam.Text(status, "<html>"));
        using var api = Api();
        var answer = await InTimeAsync(api.AskAsync("a", null, null, default));

        Assert.NotEqual(BillAnswerKind.Found, answer.Kind);
        Assert.Equal(requests, _transport.Requests.Count);
    }

    [Fact]
    public async Task Silence_ends_and_is_no_answer()
    {
        _transport.Answer = async stop =>
        {
            await Task.Delay(Timeout.Infinite, stop);
            throw new InvalidOperationException();
        };
        using var api = Api();

        Assert.Equal(
            BillAnswer.Without(BillAnswerKind.Away, "it did not answer in time"),
            await InTimeAsync(api.AskAsync("a", null, null, default))
        );
    }

    [Fact]
    public async Task An_answer_that_begins_and_never_ends_is_none()
    {
        _transport.Answer = _ =>
            Task.FromResult(
                new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new EndlessStream(TimeSpan.FromDays(1))) }
            );
        using var api = Api();

        Assert.Equal("it did not answer in time", (await InTimeAsync(api.AskAsync("a", null, null, default))).Problem);
    }

    [Fact]
    public async Task An_answer_beyond_all_measure_is_none()
    {
        _transport.Answer = _ => Task.FromResult(FakePaySsam.Text(HttpStatusCode.OK, new string(' ', 1_100_000)));
        using var api = Api();

        Assert.Equal(
            BillAnswer.Without(BillAnswerKind.Away, "it answered more than 1048576 bytes"),
            await api.AskAsync("a", null, null, default)
        );
    }

    [Fact]
    public async Task Who_cannot_be_reached_is_away()
    {
        _transport.Answer = _ => throw new HttpRequestException("refused");
        using var api = Api();

        Assert.Equal("it could not be reached", (await InTimeAsync(api.AskAsync("a", null, null, default))).Problem);
    }

    [Theory]
    [InlineData("99999999")]
    [InlineData("2147483647")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    public async Task Who_asks_to_come_back_after_years_is_away(string retryAfter)
    {
        _transport.Answer = _ => Task.FromResult(Busy(retryAfter));
        using var api = Api();
        var answer = await InTimeAsync(api.AskAsync("a", null, null, default));

        Assert.Equal(BillAnswer.Without(BillAnswerKind.Away, "it did not answer in time"), answer);
        Assert.True(_time.GetUtcNow() - Some.Time >= PaySsamApi.Patience);
        Assert.Single(_transport.Requests);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("Fri, 02 Jan 2026 03:04:12 GMT")]
    public async Task Who_asks_for_seconds_gets_them(string retryAfter)
    {
        var times = new List<DateTimeOffset>();
        _transport.Answer = _ =>
        {
            times.Add(_time.GetUtcNow());
            return Task.FromResult(times.Count == 1 ? Busy(retryAfter) : FakePaySsam.Text(HttpStatusCode.OK, "{}"));
        };
        using var api = Api();
        await InTimeAsync(api.AskAsync("a", null, null, default));

        Assert.True(times[1] - Some.Time >= TimeSpan.FromSeconds(7), $"{times[1]:O}");
    }

    [Theory]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(ArgumentOutOfRangeException))]
    public async Task Every_other_fault_of_asking_is_away_too(Type fault)
    {
        _transport.Answer = _ => throw (Exception)Activator.CreateInstance(fault)!;
        using var api = Api();

        var answer = await InTimeAsync(api.AskAsync("a", null, null, default));
        Assert.Equal((BillAnswerKind.Away, "it could not be asked"), (answer.Kind, answer.Problem));
        Assert.StartsWith(fault.FullName!, answer.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_that_stops_is_told_so()
    {
        _transport.Answer = async stop =>
        {
            await Task.Delay(Timeout.Infinite, stop);
            throw new InvalidOperationException();
        };
        using var api = Api();
        using var stop = new CancellationTokenSource();
        var asking = api.AskAsync("a", null, null, stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Fact]
    public async Task No_second_has_more_requests_than_it_may_retries_among_them()
    {
        var times = new List<DateTimeOffset>();
        _transport.Answer = _ =>
        {
            times.Add(_time.GetUtcNow());
            return Task.FromResult(FakePaySsam.Text(times.Count % 3 == 0 ? HttpStatusCode.OK : HttpStatusCode.BadGateway, "{}"));
        };
        using var api = Api();
        await InTimeAsync(Task.WhenAll(Enumerable.Range(0, 8).Select(number => api.AskAsync($"{number}", null, null, default))));

        Assert.Equal(8, _transport.Requests.Select(request => request.Body).Distinct().Count());
        Assert.All(
            times.Zip(times.Skip(2)),
            pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromSeconds(1), $"{pair.First:O} {pair.Second:O}")
        );
    }

    public void Dispose() => _transport.Dispose();

    private PaySsamApi Api(bool isV2 = false) =>
        new(
            new ApiOptions(new Uri("https://payssam.test/partner/"), isV2, "k", "m", "n", PerSecond: 2),
            Door.Secrets([Some.ApiKey]),
            _time,
            _transport
        );

    private static HttpResponseMessage Busy(string retryAfter)
    {
        var answer = FakePaySsam.Text(HttpStatusCode.ServiceUnavailable, "<html>");
        answer.Headers.Add("Retry-After", retryAfter);
        return answer;
    }

    /// <summary>Lets the clock run until it ends: not so fast that a busy machine falls behind the patience of 30 s.</summary>
    private async Task<T> InTimeAsync<T>(Task<T> work)
    {
        while (!work.IsCompleted)
        {
            await Task.Delay(1);
            _time.Advance(TimeSpan.FromMilliseconds(20));
        }

        return await work;
    }

    private sealed class Transport : HttpMessageHandler
    {
        public List<(string Url, string Body)> Requests { get; } = [];

        public Func<CancellationToken, Task<HttpResponseMessage>> Answer { get; set; } = _ => Task.FromResult(FakePaySsam.Json("{}"));

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add(($"{request.RequestUri}", await request.Content!.ReadAsStringAsync(CancellationToken.None)));
            return await Answer(cancellationToken);
        }
    }

    /// <summary>Gives a byte, and then waits.</summary>
    private sealed class EndlessStream(TimeSpan wait) : MemoryStream([1])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (await base.ReadAsync(buffer, cancellationToken) is > 0 and var length)
                return length;
            await Task.Delay(wait, cancellationToken);
            return 0;
        }
    }
}
