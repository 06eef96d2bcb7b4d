using System.Net.Http.Headers;
using Microsoft.Extensions.Http.Resilience;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Settings;
using PaySsam.Callbacks.Telemetry;
using Polly;
using Polly.Timeout;

namespace PaySsam.Callbacks.Reconciliation;

/// <summary>Asks PaySsam for one bill: it has no list, and no range of dates.</summary>
public sealed class PaySsamApi : IDisposable
{
    /// <summary>The longest that a question takes, its retries and the waiting for their turns included.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Those of clinics hold a signature of any size.
    private const int LargestAnswer = 1024 * 1024;
    private static readonly TimeSpan PatienceOfOne = TimeSpan.FromSeconds(8);

    private readonly ApiOptions _options;
    private readonly BillAnswerReader _reader;
    private readonly TimeProvider _time;
    private readonly Pace _pace;
    private readonly Lazy<HttpClient> _http;

    /// <param name="options">Whom to ask.</param>
    /// <param name="secrets">What must be found in no answer.</param>
    /// <param name="time">The clock.</param>
    /// <param name="transport">What carries the requests; by default connections of its own, without redirects.</param>
    public PaySsamApi(ApiOptions options, Secrets secrets, TimeProvider time, HttpMessageHandler? transport = null)
    {
        _options = options;
        _reader = new BillAnswerReader(options, secrets);
        _time = time;
        _pace = new Pace(options.PerSecond, time);
        _http = new Lazy<HttpClient>(() =>
            new HttpClient(Retries(new Paced(_pace, Patient(transport ?? Connections()))))
            {
                Timeout = Timeout.InfiniteTimeSpan,
                MaxResponseContentBufferSize = LargestAnswer,
            }
        );
    }

    /// <summary>Whether there is somebody to ask.</summary>
    public bool IsConfigured => _options.BaseUrl is not null;

    /// <summary>Whose answers they are: the version and the base URL.</summary>
    internal string Name => $"{(_options.IsV2 ? "v2" : "v1")} {_options.BaseUrl}";

    /// <summary>PaySsam's answer, whatever it is; at most three requests, no more a second than is configured.</summary>
    /// <param name="billId">The bill.</param>
    /// <param name="member">Of the bill; the configured one when null.</param>
    /// <param name="merchant">Of the bill; the configured one when null.</param>
    /// <param name="cancellationToken">Ends the wait; then it throws.</param>
    public async Task<BillAnswer> AskAsync(string billId, string? member, string? merchant, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Patience, _time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            var body = BillQuestion.Write(_options, billId, member ?? _options.Member, merchant ?? _options.Merchant);
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_options.BaseUrl!, BillQuestion.Path(_options)));
            request.Content = new ReadOnlyMemoryContent(body)
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") },
            };
            using var response = await _http.Value.SendAsync(request, ended.Token);
            return _reader.Read(billId, (int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(ended.Token));
        }
        catch (Exception fault)
            when (fault is TimeoutRejectedException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return BillAnswer.Without(BillAnswerKind.Away, "it did not answer in time");
        }
        catch (HttpRequestException fault) when (fault.HttpRequestError is HttpRequestError.ConfigurationLimitExceeded)
        {
            return BillAnswer.Without(BillAnswerKind.Away, $"it answered more than {LargestAnswer} bytes");
        }
        catch (HttpRequestException fault)
        {
            return BillAnswer.Without(BillAnswerKind.Away, "it could not be reached", fault: FaultText.Of(fault));
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            // One bill must not end the sweep of the others.
            return BillAnswer.Without(BillAnswerKind.Away, "it could not be asked", fault: FaultText.Of(fault));
        }
    }

    public void Dispose()
    {
        if (_http.IsValueCreated)
            _http.Value.Dispose();
        _pace.Dispose();
    }

    private static SocketsHttpHandler Connections() =>
        new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };

    private ResilienceHandler Retries(HttpMessageHandler next) =>
        new(
            Pipeline()
                .AddRetry(
                    new HttpRetryStrategyOptions
                    {
                        MaxRetryAttempts = 2,
                        Delay = TimeSpan.FromSeconds(1),
                        BackoffType = DelayBackoffType.Exponential,
                        UseJitter = true,
                        DelayGenerator = asked => ValueTask.FromResult(RetryAfter(asked.Outcome.Result)),
                    }
                )
                .Build()
        )
        {
            InnerHandler = next,
        };

    /// <summary>What the answer asks for; null where it asks for nothing. A longer wait ends with what is left of the patience.</summary>
    private TimeSpan? RetryAfter(HttpResponseMessage? answer) =>
        answer?.Headers.RetryAfter is { } header && (header.Delta ?? header.Date - _time.GetUtcNow()) is { } wait
            ? TimeSpan.FromTicks(Math.Min(wait.Ticks, Patience.Ticks))
            : null;

    private ResilienceHandler Patient(HttpMessageHandler next) => new(Pipeline().AddTimeout(PatienceOfOne).Build()) { InnerHandler = next };

    private ResiliencePipelineBuilder<HttpResponseMessage> Pipeline() => new() { TimeProvider = _time };

    /// <summary>Lets each attempt wait for its turn, which is no part of its time.</summary>
    private sealed class Paced(Pace pace, HttpMessageHandler next) : DelegatingHandler(next)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await pace.WaitAsync(cancellationToken);
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
