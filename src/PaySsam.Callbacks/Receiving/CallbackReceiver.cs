using System.Diagnostics;
using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Http;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Telemetry;

namespace PaySsam.Callbacks.Receiving;

/// <summary>Answers a callback: acknowledges only what is durably enqueued.</summary>
public sealed partial class CallbackReceiver(
    BodyReader bodies,
    Credentials credentials,
    Authenticator authenticator,
    UnreadableKeeper unreadable,
    CallbackQueue queue,
    DeadLetterStore deadLetters,
    CallbackMetrics metrics,
    TimeProvider time,
    ILogger<CallbackReceiver> logger
)
{
    private static readonly string TooLarge = $"The body is larger than {BodyReader.LargestBody} bytes.";

    private const string Misplaced = "it holds a live key, but not as its apikey";

    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(5);

    // A larger body comes from one place, at some 35 KiB a second at least. When deployed, the Functions host is stricter: it ends a
    // body below 240 bytes a second after 5 s, with an empty 500.
    private static readonly TimeSpan BodyTime = TimeSpan.FromSeconds(30);

    private readonly RefusalLog _refusals = new(time, logger);

    /// <summary>The reply to a callback; storage faults and bad input are replies too.</summary>
    /// <param name="request">The request.</param>
    /// <param name="aborted">Ends the reading of the body. What was read is answered, and stored, whether or not the caller still
    /// listens.</param>
    /// <exception cref="IOException">The body could not be read to its end. Such a request is neither logged nor counted.</exception>
    /// <exception cref="OperationCanceledException">
    /// The body took longer than 30 s, or the caller went away before it was read. When deployed, the Functions host ends a body below
    /// 240 bytes a second after 5 s itself.
    /// </exception>
    public async Task<Reply> ReceiveAsync(CallbackRequest request, CancellationToken aborted)
    {
        var started = time.GetTimestamp();
        using var activity = CallbackMetrics.StartReceive();
        var (outcome, reply) =
            request.Length > BodyReader.LargestBody ? Refuse(ReceiveOutcome.Oversize, 413, TooLarge) : await AnswerAsync(request, aborted);
        CallbackMetrics.EndReceive(activity, outcome, isFailure: outcome is not ReceiveOutcome.Accepted && !outcome.IsOfStranger());
        metrics.Received(outcome, time.GetElapsedTime(started));
        return reply;
    }

    private async Task<(ReceiveOutcome Outcome, Reply Reply)> AnswerAsync(CallbackRequest request, CancellationToken aborted)
    {
        using var body = bodies.Open(Budget);
        var size = await ReadAsync(body, request.Body, aborted);
        try
        {
            var length = body.Bytes.Length;
            if (size is BodySize.Whole)
                size = await body.DecompressAsync(request.ContentEncoding);
            if (size is BodySize.TooLarge)
                return Refuse(ReceiveOutcome.Oversize, 413, TooLarge);
            if (size is BodySize.NoPlace)
                return Unavailable("no place for a larger body became free");
            using var budget = new CancellationTokenSource(body.Left, time);
            return await DecideAsync(request, BodyText.Of(body.Bytes, body.MayBeCut), length, budget.Token);
        }
        catch (Exception fault)
        {
            // Of whatever kind: an answer other than 503 could lose the payment.
            return Unavailable(FaultText.Of(fault));
        }
    }

    private async Task<(ReceiveOutcome Outcome, Reply Reply)> DecideAsync(
        CallbackRequest request,
        BodyText text,
        int length,
        CancellationToken cancellationToken
    )
    {
        var token = credentials.FindToken(request.Tokens);
        var door = text.Problem is null
            ? authenticator.Authenticate(text.Text.Span, hasToken: token is not null)
            : new Authenticated(Authentication.Unreadable, default, [], Problem: text.Problem);
        var now = time.GetUtcNow();
        switch (door.Result)
        {
            case Authentication.Unreadable:
                if (token is null && !unreadable.HoldsKey(text.Text.Span))
                    return Refuse(ReceiveOutcome.Unreadable, 400, door.Problem!);
                await KeepUnreadableAsync(door.Problem!);
                return Refuse(ReceiveOutcome.Unreadable, 400, door.Problem!, isAuthentic: true);
            case Authentication.Refused:
                if (!unreadable.HoldsKey(text.Text.Span))
                    return RefuseKey();
                await KeepUnreadableAsync(Misplaced);
                return RefuseKey(isAuthentic: true);
            case Authentication.UnknownKey:
                await KeepUnknownKeyAsync(door, token!, now, cancellationToken);
                return RefuseKey(isAuthentic: true);
            default:
                return await StoreAsync(door, now, cancellationToken);
        }

        Task KeepUnreadableAsync(string problem) =>
            unreadable.KeepAsync(text.Text, problem, request.ContentType, length, token is not null, now, cancellationToken);
    }

    private async ValueTask<BodySize> ReadAsync(IncomingBody body, Stream stream, CancellationToken aborted)
    {
        using var late = new CancellationTokenSource(BodyTime, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(aborted, late.Token);
        return await body.ReadAsync(stream, ended.Token);
    }

    private async Task<(ReceiveOutcome Outcome, Reply Reply)> StoreAsync(
        Authenticated door,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var authenticatedBy = door.Result is Authentication.ByToken ? ReceivedCallback.ByToken : ReceivedCallback.ByKey;
        if (CallbackParser.TryParse(door.Json, out var callback, out var problem))
        {
            var received = new ReceivedCallback(callback, now, Activity.Current?.Id)
            {
                AuthenticatedBy = authenticatedBy,
                Dropped = DroppedField.Join(door.Dropped, callback.Dropped),
            };
            await queue.EnqueueAsync(received, cancellationToken);
            return (ReceiveOutcome.Accepted, new Reply(200, Base.Success));
        }

        var letter = DeadLetter.OfCallback(DeadLetterReason.InvalidCallback, problem, door.Json, now) with
        {
            AuthenticatedBy = authenticatedBy,
            Dropped = door.Dropped,
        };
        await deadLetters.KeepAsync(letter, cancellationToken);
        return Refuse(ReceiveOutcome.Invalid, 400, $"{problem}.");
    }

    private Task KeepUnknownKeyAsync(Authenticated door, byte[] token, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string problem = "its apikey is not live, but the token in its URL is right";
        var letter = DeadLetter.OfCallback(DeadLetterReason.UnknownKey, problem, door.Json, now) with
        {
            AuthenticatedBy = ReceivedCallback.ByToken,
            Dropped = door.Dropped,
            Seal = Credentials.Seal(door.Key, token),
        };
        return deadLetters.KeepAsync(letter, cancellationToken);
    }

    private (ReceiveOutcome Outcome, Reply Reply) Refuse(ReceiveOutcome outcome, int status, string problem, bool isAuthentic = false)
    {
        _refusals.Tell(outcome, problem, isAuthentic);
        return (outcome, new Reply(status, Base.Error(problem)));
    }

    private (ReceiveOutcome Outcome, Reply Reply) RefuseKey(bool isAuthentic = false)
    {
        _refusals.Tell(ReceiveOutcome.Unauthorized, "The apikey is missing or unknown.", isAuthentic);
        return (ReceiveOutcome.Unauthorized, new Reply(401, Base.UnknownUser));
    }

    private (ReceiveOutcome Outcome, Reply Reply) Unavailable(string fault)
    {
        Log.Unavailable(logger, fault);
        return (ReceiveOutcome.Unavailable, new Reply(503, Base.SystemError));
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Callback not stored, answered 503 so that PaySsam tries again: {Fault}")]
        public static partial void Unavailable(ILogger logger, string fault);
    }
}
