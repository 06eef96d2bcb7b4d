using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Attention;
using PaySsam.Callbacks.Http;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Following;

/// <summary>
/// Makes the journal out of the table <c>Payments</c>, bill by bill: where it was lost, or refused something, or is younger than
/// the payments; or once after an upgrade, when the last instance of the older version has ended. It decides each bill's stored payment
/// anew, as an older version may have read a state, a time or an amount otherwise, and deletes what older versions wrote to the journal.
/// It lists what needs attention, too.
/// It announces nothing.
/// </summary>
public sealed class JournalRebuild(
    TableServiceClient service,
    PaymentJournal journal,
    AttentionFollower attention,
    JournalMark mark,
    TimeProvider time,
    ILogger<JournalRebuild> logger
)
{
    // Half of what an answer may take. A page ends before its last bill then.
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(5);

    // Of the list that a page's bills are taken from. A bill has at least two, and costs two calls at the worst.
    private const int MostRows = 100;

    private readonly TableClient _payments = service.GetTableClient(StorageNames.PaymentTable);
    private readonly PaymentRebuild _rebuild = new(service);

    /// <summary>
    /// One page of some bills, each whole: 200 <c>{"written","damaged","changed","continuation"}</c>, until <c>continuation</c> is null.
    /// <c>written</c> counts callbacks, <c>damaged</c> rows that cannot be read, <c>changed</c> bills whose state row was written anew.
    /// 400 for an invalid continuation. Storage faults are 503: ask again.
    /// </summary>
    /// <param name="continuation">From the page before.</param>
    /// <param name="cancellationToken">Ends the work; what was written stays.</param>
    public Task<Reply> RebuildAsync(string? continuation, CancellationToken cancellationToken) =>
        StorageFault.OrSystemErrorAsync(
            logger,
            async budget =>
            {
                if (!Continuation.TryRead(continuation, out var after))
                    return Reply.InvalidContinuation;
                var rows = await _payments.ReadAsync(
                    TableClient.CreateQueryFilter($"PartitionKey gt {after ?? ""}"),
                    budget,
                    MostRows,
                    [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey)]
                );
                var (bills, began) = (new List<RebuiltBill>(), time.GetTimestamp());
                var next = rows.Count < MostRows ? null : rows[^1].PartitionKey;
                foreach (var billKey in rows.Select(row => row.PartitionKey).Distinct())
                {
                    bills.Add(await _rebuild.RunAsync(billKey, budget));
                    if (time.GetElapsedTime(began) < Enough || billKey == rows[^1].PartitionKey)
                        continue;
                    next = billKey;
                    break;
                }

                await journal.RewriteAsync(bills, budget);
                await attention.FollowAsync(bills, budget);
                if (next is null)
                    await mark.LookAsync(budget);
                return Reply.Ok(json =>
                {
                    json.WriteNumber("written", bills.Sum(bill => bill.Callbacks.Count));
                    json.WriteNumber("damaged", bills.Sum(bill => bill.Damaged));
                    json.WriteNumber("changed", bills.Count(bill => bill.IsChanged));
                    json.WriteString("continuation", Continuation.WriteOrNull(next));
                });
            },
            cancellationToken
        );
}
