using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using PaySsam.Callbacks.Settings;
using PaySsam.Callbacks.Telemetry;

namespace PaySsam.Callbacks.Following;

/// <summary>Posts one event to the webhook's URL, signed as the Standard Webhooks say.</summary>
public sealed class WebhookSender : IDisposable
{
    private const int LargestReply = 8 * 1024;

    // Of one instance: a receiver that comes back after a while must not meet all that waits.
    private const int MostAtOnce = 8;

    // Time-outs in a row, over all messages: as many as are under way at once. Then the receiver hangs, and no post is begun for a while.
    private const int MostTimedOut = MostAtOnce;

    internal static readonly TimeSpan WhileItHangs = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly WebhookOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly SemaphoreSlim _turns = new(MostAtOnce);
    private int _timedOut;
    private long _hangsUntil;

    public WebhookSender(WebhookOptions options, WebhookAddress address, TimeProvider time)
    {
        _options = options;
        _time = time;
        _http = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                ActivityHeadersPropagator = null,
                MaxResponseDrainSize = 0,
                ConnectCallback = address.ConnectAsync,
                PooledConnectionLifetime = TimeSpan.FromMinutes(1), // What the name leads to may change.
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>How it went. 2xx is success, whatever the reply says: no more than 8 KiB of it are read, and thrown away.</summary>
    /// <param name="id">The event's id: the same at every attempt.</param>
    /// <param name="json">The event.</param>
    /// <param name="cancellationToken">Ends the attempt; then it throws.</param>
    public async Task<PostResult> PostAsync(string id, ReadOnlyMemory<byte> json, CancellationToken cancellationToken) =>
        (await PostAsync(id, json, evenIfItHangs: true, CancellationToken.None, cancellationToken))!;

    /// <summary>
    /// The same; null if the receiver hangs, or <paramref name="begin"/> ended before its turn came: then nothing was sent.
    /// </summary>
    public Task<PostResult?> TryPostAsync(
        string id,
        ReadOnlyMemory<byte> json,
        CancellationToken begin,
        CancellationToken cancellationToken
    ) => PostAsync(id, json, evenIfItHangs: false, begin, cancellationToken);

    /// <summary>Whether the receiver did not answer eight times in a row, less than a minute ago.</summary>
    internal bool Hangs => _time.GetUtcNow().UtcTicks < Volatile.Read(ref _hangsUntil);

    private async Task<PostResult?> PostAsync(
        string id,
        ReadOnlyMemory<byte> json,
        bool evenIfItHangs,
        CancellationToken begin,
        CancellationToken cancellationToken
    )
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(begin, cancellationToken);
        try
        {
            await _turns.WaitAsync(waiting.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }

        try
        {
            return Hangs && !evenIfItHangs ? null : Learn(await PostInTurnAsync(id, json, cancellationToken));
        }
        finally
        {
            _turns.Release();
        }
    }

    private PostResult Learn(PostResult result)
    {
        if (!result.TimedOut)
        {
            Volatile.Write(ref _timedOut, 0);
        }
        else if (Interlocked.Increment(ref _timedOut) >= MostTimedOut)
        {
            Volatile.Write(ref _timedOut, 0);
            Volatile.Write(ref _hangsUntil, (_time.GetUtcNow() + WhileItHangs).UtcTicks);
        }

        return result;
    }

    private async Task<PostResult> PostInTurnAsync(string id, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Patience, _time);
        using var budget = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            using var request = Request(id, json);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, budget.Token);
            await SkipAsync(response.Content, budget.Token);
            return (int)response.StatusCode switch
            {
                >= 200 and < 300 => PostResult.Delivered,
                410 => new PostResult("it answered 410: it wants no more", IsGone: true),
                var status => new PostResult($"it answered {status}", RetryAfter: RetryAfter(response.Headers.RetryAfter)),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new PostResult($"it did not answer within {Patience.TotalSeconds} s", TimedOut: true);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return new PostResult(
                fault.InnerException switch
                {
                    WebhookAddressException => "its address is not public",
                    AuthenticationException => "its certificate is not valid",
                    _ => "it could not be reached",
                },
                Fault: FaultText.Of(fault)
            );
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            // One event must not make its neighbours be posted again.
            return new PostResult("it could not be posted", Fault: FaultText.Of(fault));
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _turns.Dispose();
    }

    private HttpRequestMessage Request(string id, ReadOnlyMemory<byte> json)
    {
        var timestamp = _time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. json.Span];
        var content = new ReadOnlyMemoryContent(json);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/cloudevents+json", "utf-8");
        var request = new HttpRequestMessage(HttpMethod.Post, _options.Url) { Content = content };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add(
            "webhook-signature",
            string.Join(' ', _options.Secrets.Select(secret => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(secret, signed))}"))
        );
        return request;
    }

    /// <summary>A reply that is read to its end leaves its connection usable.</summary>
    private static async Task SkipAsync(HttpContent content, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = await content.ReadAsStreamAsync(cancellationToken);
            await body.ReadAtLeastAsync(new byte[LargestReply], LargestReply, throwOnEndOfStream: false, cancellationToken);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
        {
            // Its status has come, and decides.
        }
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) => header?.Delta ?? header?.Date - _time.GetUtcNow();
}
