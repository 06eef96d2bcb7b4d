using System.Text;
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
            await KeepDeadLetterAsync(DeadLetterReason.UnreadableMessage, problem, Encoding.UTF8.GetBytes(message), cancellationToken);
            return;
        }

        var valid = new List<ReceivedCallback>();
        foreach (var item in decoded.Callbacks)
        {
            if (CallbackParser.TryParse(item.Body, out var callback, out problem))
                valid.Add(new ReceivedCallback(callback, item.ReceivedAt, item.TraceParent));
            else
                await KeepDeadLetterAsync(DeadLetterReason.InvalidCallback, problem, item.Body, cancellationToken);
        }

        foreach (var bill in valid.GroupBy(received => received.Callback.BillId))
            await RecordBillAsync([.. bill], cancellationToken);
    }

    private async Task RecordBillAsync(ReceivedCallback[] callbacks, CancellationToken cancellationToken)
    {
        using var activity = CallbackMetrics.StartRecord(callbacks.Select(received => received.TraceParent));
        var outcomes = await store.RecordAsync(callbacks, cancellationToken);
        foreach (var (received, outcome) in callbacks.Zip(outcomes))
        {
            metrics.Recorded(outcome, time.GetUtcNow() - received.ReceivedAt);
            if (outcome is RecordOutcome.Contradiction)
                Log.Contradiction(logger, received.Callback.BillId, received.Callback.Id);
        }
    }

    private async Task KeepDeadLetterAsync(
        DeadLetterReason reason, string problem, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await deadLetters.KeepAsync(new DeadLetter(reason, problem, content, time.GetUtcNow()), cancellationToken);
        Log.DeadLetter(logger, reason, problem);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Bill {BillId}: callback {CallbackId} contradicts an earlier one; both are kept")]
        public static partial void Contradiction(ILogger logger, string billId, string callbackId);

        [LoggerMessage(LogLevel.Error, "Kept as a dead letter, {Reason}: {Problem}")]
        public static partial void DeadLetter(ILogger logger, DeadLetterReason reason, string problem);
    }
}
