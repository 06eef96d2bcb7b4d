using System.Buffers;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace PaySsam.Simulator.Wire;

/// <summary>The receiver under test, as PaySsam reaches it: over HTTP/1.1, without following redirects.</summary>
internal sealed class Receiver(TimeSpan timeout) : IDisposable
{
    /// <summary>Of an answer to a callback.</summary>
    private const int LargestAnswer = 64 * 1024;

    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = timeout,
            Proxy = new LoopbackBypass(HttpClient.DefaultProxy),
        }
    )
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { { "User-Agent", "payssam-sim" } },
    };

    public Task<Answer> PostAsync(Uri url, ReadOnlyMemory<byte> json, CancellationToken interrupted, bool inChunks = false) =>
        PostAsync(url, new CallbackBody(json, ""), interrupted, inChunks);

    public Task<Answer> PostAsync(Uri url, CallbackBody body, CancellationToken interrupted, bool inChunks = false)
    {
        HttpContent content = inChunks ? new ChunkedContent(body.Bytes) : new ReadOnlyMemoryContent(body.Bytes);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(body.ContentType);
        if (body.ContentEncoding is { } encoding)
            content.Headers.ContentEncoding.Add(encoding);
        return SendAsync(new HttpRequestMessage(HttpMethod.Post, url) { Content = content }, LargestAnswer, interrupted);
    }

    /// <summary>The outcome, whatever it is, to so many bytes; takes no longer than the time-out.</summary>
    /// <exception cref="OperationCanceledException">Somebody interrupted the program.</exception>
    public async Task<Answer> SendAsync(HttpRequestMessage request, int largest, CancellationToken interrupted)
    {
        using var _ = request;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        patience.CancelAfter(timeout);
        var started = Stopwatch.GetTimestamp();
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            await using var stream = await response.Content.ReadAsStreamAsync(patience.Token);
            var body = new ArrayBufferWriter<byte>();
            for (var length = -1; length != 0 && body.WrittenCount < largest; body.Advance(length))
                length = await stream.ReadAsync(body.GetMemory(), patience.Token);
            return new Answer(
                Stopwatch.GetElapsedTime(started),
                (int)response.StatusCode,
                ContentTypeOf(response),
                body.WrittenMemory[..Math.Min(body.WrittenCount, largest)]
            );
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
        {
            interrupted.ThrowIfCancellationRequested();
            return new Answer(Stopwatch.GetElapsedTime(started), 0, null, default, Classify(fault));
        }
    }

    public void Dispose() => _http.Dispose();

    private static string? ContentTypeOf(HttpResponseMessage response) =>
        response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values) ? values.ToString() : null;

    private static Failure Classify(Exception fault) =>
        fault switch
        {
            OperationCanceledException => Failure.TimedOut,
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => Failure.UnknownHost,
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => Failure.Tls,
            HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.TimedOut } } => Failure.TimedOut,
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => Failure.Refused,
            _ => Failure.Broken,
        };
}
