using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Azure;
using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Parsing;
using PaySsam.Callbacks.Queueing;

namespace PaySsam.Callbacks.Payments;

/// <summary>Records a message of the queue <c>payssam-callbacks</c> in the table <c>Payments</c>.</summary>
public sealed partial class CallbackRecorder(
    IPaymentStore store,
    DeadLetterStore deadLetters,
    CallbackMetrics metrics,
    TimeProvider time,
    ILogger<CallbackRecorder> logger)
{
    // Bills of one message that are written side by side.
    private const int MostAtOnce = 8;

    /// <summary>
    /// Returns once each callback in the message is recorded or kept as a dead letter: then the message may be deleted.
    /// Whatever it throws, the message must come again, which changes nothing twice.
    /// </summary>
    /// <param name="message">The message's text as it stands on the queue: base64 that nobody has decoded.</param>
    /// <param name="cancellationToken">Ends the work; the message must come again.</param>
    public async Task RecordAsync(string message, CancellationToken cancellationToken)
    {
        if (!CallbackMessage.TryDecode(message, out var decoded, out var problem))
        {
            await KeepAsync(DeadLetter.OfMessage(DeadLetterReason.UnreadableMessage, problem, message, time.GetUtcNow()), cancellationToken);
            return;
        }

        var valid = new List<ReceivedCallback>();
        var work = new List<Func<Task>>();
        foreach (var item in decoded.Callbacks)
        {
            if (CallbackParser.TryParse(item.Body, out var callback, out problem))
            {
                valid.Add(new ReceivedCallback(callback, item.ReceivedAt, item.TraceParent));
            }
            else
            {
                var letter = DeadLetter.OfCallback(DeadLetterReason.InvalidCallback, problem, item.Body, item.ReceivedAt);
                work.Add(() => KeepAsync(letter, cancellationToken));
            }
        }

        work.AddRange(valid.GroupBy(received => received.Callback.BillId).Select(bill => (Func<Task>)(() => RecordBillAsync([.. bill], cancellationToken))));
        await DoAllAsync(work, cancellationToken);
    }

    /// <summary>None need wait for one that fails; its fault is thrown when all have been tried.</summary>
    private static async Task DoAllAsync(List<Func<Task>> work, CancellationToken cancellationToken)
    {
        ExceptionDispatchInfo? fault = null;
        var options = new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(work, options, async (piece, _) =>
        {
            try
            {
                await piece();
            }
            catch (Exception first) when (!cancellationToken.IsCancellationRequested)
            {
                fault ??= ExceptionDispatchInfo.Capture(first);
            }
        });
        fault?.Throw();
    }

    private async Task RecordBillAsync(ReceivedCallback[] callbacks, CancellationToken cancellationToken)
    {
        using var activity = CallbackMetrics.StartRecord(callbacks.Select(received => received.TraceParent));
        try
        {
            var outcomes = await store.RecordAsync(callbacks, cancellationToken);
            foreach (var (received, outcome) in callbacks.Zip(outcomes))
                Tell(received, outcome);
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
                await KeepAsync(DeadLetter.OfCallback(DeadLetterReason.RefusedByStorage, problem, refused.Callback.Json, refused.ReceivedAt), cancellationToken);
                return;
            }

            foreach (var received in callbacks)
                await RecordBillAsync([received], cancellationToken);
        }
        catch
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            throw;
        }
    }

    private void Tell(ReceivedCallback received, RecordOutcome outcome)
    {
        metrics.Recorded(outcome, time.GetUtcNow() - received.ReceivedAt);
        if (outcome is RecordOutcome.Contradiction)
            Log.Contradiction(logger, received.Callback.BillId, received.Callback.Id);
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
    }
}
