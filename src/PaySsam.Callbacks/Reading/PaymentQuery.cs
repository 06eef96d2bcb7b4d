using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Http;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Recording;

namespace PaySsam.Callbacks.Reading;

/// <summary>Answers "did this bill get paid?".</summary>
public sealed class PaymentQuery(IPaymentStore store, ILogger<PaymentQuery> logger)
{
    /// <summary>
    /// 200 with the bill (see <see cref="PaymentJson"/>), 404 with <c>9980</c> for an unknown one; storage faults are 503.
    /// </summary>
    /// <param name="billId">As PaySsam sent it, decoded; null or empty is a 400.</param>
    /// <param name="continuation">From the page of its history before.</param>
    /// <param name="isCovered">Whether to hide card, account and phone numbers.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<Reply> GetAsync(string? billId, string? continuation, bool isCovered, CancellationToken cancellationToken) =>
        StorageFault.OrSystemErrorAsync(
            logger,
            async budget =>
            {
                if (string.IsNullOrEmpty(billId))
                    return new Reply(400, Base.Error("bill_id is missing: ask with ?bill_id=…, or for a day with ?day=yyyy-MM-dd"));
                if (!HistoryPage.TryReadContinuation(continuation, out var after))
                    return Reply.InvalidContinuation;
                return !BillIdText.IsTooLong(billId) && await store.FindAsync(billId, budget) is { } bill
                    ? Reply.Ok(json => PaymentJson.Write(json, bill, HistoryPage.Of(bill.History, after), isCovered))
                    : new Reply(404, Base.BillNotFound);
            },
            cancellationToken
        );
}
