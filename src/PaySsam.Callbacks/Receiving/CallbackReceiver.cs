using System.Buffers;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Parsing;
using PaySsam.Callbacks.Queueing;
using PaySsam.Callbacks.Wire;

namespace PaySsam.Callbacks.Receiving;

/// <summary>What became of a callback at the door.</summary>
internal enum ReceiveOutcome
{
    /// <summary>Durably enqueued, and acknowledged.</summary>
    Accepted,

    /// <summary>More than <see cref="CallbackReceiver.LargestBody"/> bytes.</summary>
    Oversize,

    /// <summary>Not a JSON object in UTF-8.</summary>
    Unreadable,

    /// <summary>No key, or not ours.</summary>
    Unauthorized,

    /// <summary>Ours, but not a valid callback; kept as a dead letter.</summary>
    Invalid,

    /// <summary>Not stored; PaySsam has to try again.</summary>
    Unavailable,
}

internal static class ReceiveOutcomes
{
    /// <summary>Whether a caller without a live key came to this. Anybody can, at any rate: it is no failure of ours.</summary>
    public static bool IsOfStranger(this ReceiveOutcome outcome) =>
        outcome is ReceiveOutcome.Oversize or ReceiveOutcome.Unreadable or ReceiveOutcome.Unauthorized;
}

/// <summary>Answers a callback: acknowledges only what is durably enqueued.</summary>
public sealed partial class CallbackReceiver(
    Authenticator authenticator,
    CallbackQueue queue,
    DeadLetterStore deadLetters,
    CallbackMetrics metrics,
    TimeProvider time,
    ILogger<CallbackReceiver> logger)
{
    /// <summary>Bytes that a body may have.</summary>
    public const int LargestBody = 32 * 1024;

    private static readonly string TooLarge = $"The body is larger than {LargestBody} bytes.";

    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(5);

    // A body of the largest size, at some 1 KiB a second.
    private static readonly TimeSpan BodyTime = TimeSpan.FromSeconds(30);

    private readonly RefusalLog _refusals = new(time, logger);

    /// <summary>The reply to a callback; storage faults and bad input are replies too.</summary>
    /// <param name="body">The request's body, of any content type.</param>
    /// <param name="length">How many bytes it is said to have; null where that is not said. One that is too long is not read.</param>
    /// <param name="aborted">Ends the reading of the body. What was read is answered, and stored, whether or not the caller still listens.</param>
    /// <exception cref="IOException">The body could not be read to its end. Such a request is neither logged nor counted.</exception>
    /// <exception cref="OperationCanceledException">The body took longer than 30 s, or the caller went away before it was read.</exception>
    public async Task<Reply> ReceiveAsync(Stream body, long? length, CancellationToken aborted)
    {
        var started = time.GetTimestamp();
        using var activity = CallbackMetrics.StartReceive();
        var (outcome, reply) = length > LargestBody ? Refuse(ReceiveOutcome.Oversize, 413, TooLarge) : await AnswerAsync(body, aborted);
        CallbackMetrics.EndReceive(activity, outcome);
        metrics.Received(outcome, time.GetElapsedTime(started));
        return reply;
    }

    private async Task<(ReceiveOutcome Outcome, Reply Reply)> AnswerAsync(Stream body, CancellationToken aborted)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(LargestBody + 1);
        try
        {
            var length = await ReadAsync(body, buffer.AsMemory(0, LargestBody + 1), aborted);
            if (length > LargestBody)
                return Refuse(ReceiveOutcome.Oversize, 413, TooLarge);
            switch (authenticator.Authenticate(buffer.AsSpan(0, length), out var json, out var problem))
            {
                case Authentication.Unreadable:
                    return Refuse(ReceiveOutcome.Unreadable, 400, problem!);
                case Authentication.Refused:
                    _refusals.Tell(ReceiveOutcome.Unauthorized, "The apikey is missing or unknown.");
                    return (ReceiveOutcome.Unauthorized, new Reply(401, Base.UnknownUser));
                default:
                    return await StoreAsync(json);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private async ValueTask<int> ReadAsync(Stream body, Memory<byte> buffer, CancellationToken aborted)
    {
        using var late = new CancellationTokenSource(BodyTime, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(aborted, late.Token);
        return await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ended.Token);
    }

    private async Task<(ReceiveOutcome Outcome, Reply Reply)> StoreAsync(ReadOnlyMemory<byte> json)
    {
        using var budget = new CancellationTokenSource(Budget, time);
        var now = time.GetUtcNow();
        try
        {
            if (CallbackParser.TryParse(json, out var callback, out var problem))
            {
                await queue.EnqueueAsync(new ReceivedCallback(callback, now, Activity.Current?.Id), budget.Token);
                return (ReceiveOutcome.Accepted, new Reply(200, Base.Success));
            }

            await deadLetters.KeepAsync(DeadLetter.OfCallback(DeadLetterReason.InvalidCallback, problem, json, now), budget.Token);
            return Refuse(ReceiveOutcome.Invalid, 400, $"{problem}.");
        }
        catch (Exception fault)
        {
            // Of whatever kind: an answer other than 503 could lose the payment.
            Log.Unavailable(logger, fault.GetType().Name, (fault as Azure.RequestFailedException)?.ErrorCode);
            return (ReceiveOutcome.Unavailable, new Reply(503, Base.SystemError));
        }
    }

    private (ReceiveOutcome Outcome, Reply Reply) Refuse(ReceiveOutcome outcome, int status, string problem)
    {
        _refusals.Tell(outcome, problem);
        return (outcome, new Reply(status, Base.Error(problem)));
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Callback not stored, answered 503 so that PaySsam tries again: {Fault} {ErrorCode}")]
        public static partial void Unavailable(ILogger logger, string fault, string? errorCode);
    }
}
