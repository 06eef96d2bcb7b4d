using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Azure;
using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Storage;
using PaySsam.Callbacks.Telemetry;

namespace PaySsam.Callbacks.Recording;

/// <summary>Records a message of the queue <c>payssam-callbacks</c> in the table <c>Payments</c>, and has told who follows.</summary>
public sealed partial class CallbackRecorder(
    IPaymentStore store,
    IEnumerable<IRecordedFollower> followers,
    CallbackQueue queue,
    DeadLetterStore deadLetters,
    CallbackMetrics metrics,
    TimeProvider time,
    ILogger<CallbackRecorder> logger
)
{
    // Bills of one message that are written side by side.
    private const int MostAtOnce = 4;

    private const string TooMany = "its bill has as many callbacks as one may have: 200, of them at most 150 of state W or D";

    /// <summary>
    /// Returns once each callback in the message is recorded and its followers told, or it is kept as a dead letter, or put
    /// back on the queue alone: then the message may be deleted. Whatever it throws, the message must come again, which
    /// changes nothing twice.
    /// </summary>
    /// <param name="message">The message's text as it stands on the queue: base64 that nobody has decoded.</param>
    /// <param name="cancellationToken">Ends the work; the message must come again.</param>
    public async Task RecordAsync(string message, CancellationToken cancellationToken)
    {
        if (!CallbackMessage.TryDecode(message, out var decoded, out var problem))
        {
            var letter = DeadLetter.OfMessage(
                DeadLetterReason.UnreadableMessage,
                StorageNames.CallbackQueue,
                problem,
                message,
                time.GetUtcNow()
            );
            await KeepAsync(letter, cancellationToken);
            return;
        }

        var pieces = Divide(decoded, cancellationToken);
        var fault = await DoAllAsync(pieces, cancellationToken);
        var failed = pieces.Where(piece => !piece.Done).ToList();
        if (failed.Count == pieces.Count)
            fault?.Throw();

        var recorded = pieces.SelectMany(piece => piece.Recorded).Where(bill => bill.IsFollowed).ToList();
        if (recorded.Count > 0)
        {
            foreach (var follower in followers)
                await follower.FollowAsync(recorded, cancellationToken);
        }

        foreach (var piece in failed)
            await queue.PutBackAsync(piece.Items, cancellationToken);
    }

    /// <summary>Into what succeeds or fails by itself: the callbacks of a bill, and each invalid one.</summary>
    private List<MessagePiece> Divide(CallbackMessage message, CancellationToken cancellationToken)
    {
        var pieces = new List<MessagePiece>();
        var bills = new Dictionary<string, (List<CallbackMessage.Item> Items, List<ReceivedCallback> Callbacks)>();
        foreach (var item in message.Callbacks)
        {
            if (!CallbackParser.TryParse(item.Body, out var callback, out var problem))
            {
                var letter = DeadLetter.OfCallback(DeadLetterReason.InvalidCallback, problem, item.Body, item.ReceivedAt) with
                {
                    AuthenticatedBy = item.KnownAuthentication,
                    Dropped = item.KnownDropped,
                    Corrected = item.KnownCorrected,
                };
                pieces.Add(new MessagePiece([item], async _ => await KeepAsync(letter, cancellationToken)));
                continue;
            }

            if (!bills.TryGetValue(callback.BillId, out var bill))
            {
                bills[callback.BillId] = bill = ([], []);
                var callbacks = bill.Callbacks;
                pieces.Add(new MessagePiece(bill.Items, recorded => RecordBillAsync(callbacks, recorded, cancellationToken)));
            }

            bill.Items.Add(item);
            bill.Callbacks.Add(item.Received(callback));
        }

        return pieces;
    }

    /// <summary>None need wait for one that fails; answers its fault when all have been tried.</summary>
    private async Task<ExceptionDispatchInfo?> DoAllAsync(List<MessagePiece> pieces, CancellationToken cancellationToken)
    {
        ExceptionDispatchInfo? fault = null;
        var options = new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            pieces,
            options,
            async (piece, _) =>
            {
                try
                {
                    await piece.DoAsync();
                }
                catch (Exception first) when (!cancellationToken.IsCancellationRequested)
                {
                    Log.NotDone(logger, FaultText.Of(first));
                    fault ??= ExceptionDispatchInfo.Capture(first);
                }
            }
        );
        return fault;
    }

    private async Task RecordBillAsync(List<ReceivedCallback> callbacks, List<RecordedBill> recorded, CancellationToken cancellationToken)
    {
        using var activity = CallbackMetrics.StartRecord(callbacks.Select(received => received.TraceParent));
        try
        {
            var bill = await store.RecordAsync(callbacks, cancellationToken);
            recorded.Add(bill);
            foreach (var (received, outcome) in callbacks.Zip(bill.Outcomes))
            {
                if (outcome is RecordOutcome.TooMany)
                    await KeepAsync(Letter(DeadLetterReason.TooManyCallbacks, TooMany, received), cancellationToken);
                Tell(received, outcome, bill.Change);
            }
        }
        catch (Exception fault) when (fault is RequestFailedException { Status: 400 or 413 } or InvalidDataException)
        {
            activity?.SetStatus(ActivityStatusCode.Error);

            // It would be refused for ever. One at a time, so that only what is refused goes.
            if (callbacks is [var refused])
            {
                var problem = fault is RequestFailedException refusal
                    ? $"Table Storage refuses it: {refusal.Status} {refusal.ErrorCode}".TrimEnd()
                    : "a row of its bill is damaged";
                await KeepAsync(Letter(DeadLetterReason.RefusedByStorage, problem, refused), cancellationToken);
                return;
            }

            foreach (var received in callbacks)
                await RecordBillAsync([received], recorded, cancellationToken);
        }
        catch
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            throw;
        }
    }

    private static DeadLetter Letter(DeadLetterReason reason, string problem, ReceivedCallback received) =>
        DeadLetter.OfCallback(reason, problem, received.Callback.Json, received.ReceivedAt) with
        {
            AuthenticatedBy = received.AuthenticatedBy,
            Dropped = received.Dropped,
            Corrected = received.Corrected,
        };

    private void Tell(ReceivedCallback received, RecordOutcome outcome, BillChange change)
    {
        // What is redelivered told its age before; it comes again because a neighbour in its message failed.
        metrics.Recorded(outcome, outcome is RecordOutcome.Redelivered ? null : time.GetUtcNow() - received.ReceivedAt);
        if (outcome is RecordOutcome.Contradiction)
            Log.Contradiction(logger, LogText.Of(received.Callback.BillId), change.Find(received.Callback.Id)?.Id ?? "unknown");
    }

    private async Task KeepAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        await deadLetters.KeepAsync(letter, cancellationToken);
        Log.DeadLetter(logger, letter.Reason, letter.Problem);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Bill {BillId}: callback {CallbackId} contradicts an earlier one; both are kept")]
        public static partial void Contradiction(ILogger logger, string billId, string callbackId);

        [LoggerMessage(LogLevel.Error, "Kept as a dead letter, {Reason}: {Problem}")]
        public static partial void DeadLetter(ILogger logger, DeadLetterReason reason, string problem);

        [LoggerMessage(LogLevel.Warning, "A bill could not be recorded, or a dead letter not kept, and comes again: {Fault}")]
        public static partial void NotDone(ILogger logger, string fault);
    }
}
