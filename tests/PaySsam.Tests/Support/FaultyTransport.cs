using System.Diagnostics.CodeAnalysis;
using System.Text;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace PaySsam.Tests.Support;

/// <summary>What can go wrong with a request to storage.</summary>
public enum Fault
{
    Refused,

    /// <summary>The client gives up waiting for an answer, early.</summary>
    TimeOut,

    /// <summary>No answer ever comes: the client gives up when its own time-out is over.</summary>
    Silence,
    Status500,
    Status503WithRetryAfter,
    Status429,
    Status400,
    Status409,
    Status412,
    NotCreated,
    AppliedButAnswerLost,
    AppliedButAnswerLate,
    Slow,

    /// <summary>Slow enough for others to gather behind it.</summary>
    HeldUp,
}

/// <summary>Passes requests on to storage, but for those that a test wants to go wrong.</summary>
internal sealed class FaultyTransport : HttpPipelineTransport
{
    /// <summary>Scales the pauses between a client's attempts, so that tests need not wait as long as a deployed app does.</summary>
    public const double Pauses = 0.1;

    // A tenth of what a client waits for an answer; that wait itself is the subject of TimeOutTests.
    private static readonly TimeSpan TimeOutAfter = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan SlowBy = TimeSpan.FromMilliseconds(70);

    // The client of the acknowledgement waits 1.4 s for an answer: what is held up must not end in a time-out.
    private static readonly TimeSpan HoldUp = TimeSpan.FromMilliseconds(400);

    private static readonly TimeSpan LateBy = TimeSpan.FromSeconds(2);
    private readonly Func<Request, Fault?> _next;
    private int _faults;

    public FaultyTransport(Func<Request, Fault?> next) => _next = next;

    /// <summary>A request's body.</summary>
    public static string Text(Request request)
    {
        using var body = new MemoryStream();
        request.Content?.WriteTo(body, default);
        return Encoding.UTF8.GetString(body.ToArray());
    }

    /// <summary>How often something went wrong.</summary>
    public int Faults => _faults;

    public override Request CreateRequest() => HttpClientTransport.Shared.CreateRequest();

    [SuppressMessage("Usage", "xUnit1031", Justification = "The base class asks for a synchronous way, which nothing uses.")]
    public override void Process(HttpMessage message) => ProcessAsync(message).AsTask().GetAwaiter().GetResult();

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        var fault = _next(message.Request);
        if (fault is not null)
            Interlocked.Increment(ref _faults);
        switch (fault)
        {
            case null:
                await HttpClientTransport.Shared.ProcessAsync(message);
                break;
            case Fault.Slow or Fault.HeldUp:
                await Task.Delay(fault is Fault.Slow ? SlowBy : HoldUp, message.CancellationToken);
                await HttpClientTransport.Shared.ProcessAsync(message);
                break;
            case Fault.AppliedButAnswerLost:
                await HttpClientTransport.Shared.ProcessAsync(message);
                throw new RequestFailedException("The connection was reset.", new IOException());
            case Fault.AppliedButAnswerLate:
                await HttpClientTransport.Shared.ProcessAsync(message);
                await Task.Delay(LateBy, message.CancellationToken);
                break;
            case Fault.Refused:
                throw new RequestFailedException("The connection was refused.", new HttpRequestException());
            case Fault.TimeOut:
                await Task.Delay(TimeOutAfter, message.CancellationToken);
                throw new TaskCanceledException("on purpose"); // As the SDK's own time-out does.
            case Fault.Silence:
                await Task.Delay(Timeout.Infinite, message.CancellationToken);
                break;
            default:
                message.Response = new Answer(fault.Value);
                break;
        }
    }

    private sealed class Answer(Fault fault) : Response
    {
        private readonly Dictionary<string, string> _headers =
            fault is Fault.Status503WithRetryAfter
                ? new(StringComparer.OrdinalIgnoreCase) { ["retry-after-ms"] = "100", ["x-ms-error-code"] = "ServerBusy" }
            : fault is Fault.NotCreated ? new(StringComparer.OrdinalIgnoreCase) { ["x-ms-error-code"] = "QueueNotFound" }
            : [];

        public override int Status { get; } =
            fault switch
            {
                Fault.Status500 => 500,
                Fault.Status503WithRetryAfter => 503,
                Fault.Status429 => 429,
                Fault.Status400 => 400,
                Fault.Status409 => 409,
                Fault.Status412 => 412,
                Fault.NotCreated => 404,
                _ => throw new ArgumentOutOfRangeException(nameof(fault)),
            };

        public override string ReasonPhrase => "on purpose";

        public override Stream? ContentStream { get; set; } =
            new MemoryStream(
                fault is Fault.NotCreated
                    ? """{"odata.error":{"code":"TableNotFound","message":{"lang":"en-US","value":"on purpose"}}}"""u8.ToArray()
                    : []
            );

        public override string ClientRequestId { get; set; } = "";

        public override void Dispose() { }

        protected override bool ContainsHeader(string name) => _headers.ContainsKey(name);

        protected override IEnumerable<HttpHeader> EnumerateHeaders() =>
            _headers.Select(header => new HttpHeader(header.Key, header.Value));

        protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value) => _headers.TryGetValue(name, out value);

        protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
        {
            values = _headers.TryGetValue(name, out var value) ? [value] : null;
            return values is not null;
        }
    }
}
