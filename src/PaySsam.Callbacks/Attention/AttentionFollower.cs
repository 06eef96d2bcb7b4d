using Azure;
using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Expecting;
using PaySsam.Callbacks.Ledgers;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Settings;
using PaySsam.Callbacks.Storage;
using PaySsam.Callbacks.Telemetry;

namespace PaySsam.Callbacks.Attention;

/// <summary>
/// Lists bills whose money a person should look at, and closes those whose cause is gone. A bill that is and was in order costs no call;
/// where PaySsam is asked a cancellation costs a read, as it closes an odd answer.
/// A message that comes again looks at the row: what was written then is not known.
/// </summary>
public sealed partial class AttentionFollower(
    AttentionStore store,
    ExpectedBills expected,
    ApiOptions api,
    CallbackMetrics metrics,
    ILogger<AttentionFollower> logger
) : IRecordedFollower
{
    private const int MostAtOnce = 8;

    /// <inheritdoc/>
    public Task FollowAsync(IReadOnlyList<RecordedBill> bills, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            bills,
            Parallelism(cancellationToken),
            async (bill, stop) =>
            {
                var hasTooMany = bill.Outcomes.Contains(RecordOutcome.TooMany);
                await FollowAsync(bill.Payment.BillId, bill.Change, hasTooMany, stop);
            }
        );

    /// <summary>The same for bills that were decided anew. Of one with a damaged row not all is known: its row stays.</summary>
    internal Task FollowAsync(IReadOnlyList<RebuiltBill> bills, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            bills.Where(bill => bill is { Callbacks: [_, ..], IsWhole: true }),
            Parallelism(cancellationToken),
            async (bill, stop) => await FollowAsync(bill.Callbacks[0].Callback.BillId, bill.Change, hasTooMany: false, stop)
        );

    private async Task FollowAsync(string billId, BillChange change, bool hasTooMany, CancellationToken cancellationToken)
    {
        var (before, after, billKey) = (change.LedgerBefore, change.LedgerAfter, TableKey.ForBill(billId));
        var wasPaid = before.Open.Count > 0 || after.Open.Count > 0;
        var expectedWon = wasPaid ? await expected.FindWonAsync(billKey, cancellationToken) : null;
        var wasListed = MayBeListed(before, expectedWon) || (change.IsAgain && change.After.Count > 1);
        var isCancelled = api.BaseUrl is not null && before.CancelledWon == 0 && after.Movements.Any(movement => movement.IsCancellation);
        if (!change.IsWhole && !wasListed && !MayBeListed(after, expectedWon) && !hasTooMany && !isCancelled)
            return;
        var seen = new SeenBill(billId, change.Count, after, expectedWon, hasTooMany, wasListed);
        try
        {
            await store.UpdateAsync(billKey, known => BillAttention.Follow(known, seen), cancellationToken);
        }
        catch (RequestFailedException refusal) when (refusal.Status is 400 or 413)
        {
            // It would be refused for ever, and must not hold up the events. The rebuild tries again.
            metrics.JournalRefused();
            Log.Refused(logger, refusal.Status, refusal.ErrorCode);
        }
    }

    private static bool MayBeListed(Ledger ledger, long? expectedWon) =>
        AttentionPoint.Of(ledger, expectedWon, hasTooMany: false).Count > 0;

    private static ParallelOptions Parallelism(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellationToken };

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "A row of the table Attention was refused; its payment is recorded: {Status} {ErrorCode}")]
        public static partial void Refused(ILogger logger, int status, string? errorCode);
    }
}
