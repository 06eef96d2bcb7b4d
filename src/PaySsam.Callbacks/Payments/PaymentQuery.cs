using Azure;
using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Wire;

namespace PaySsam.Callbacks.Payments;

/// <summary>Answers "did this bill get paid?".</summary>
public sealed partial class PaymentQuery(IPaymentStore store, ILogger<PaymentQuery> logger)
{
    /// <summary>200 with the bill (see <see cref="PaymentJson"/>), 404 with <c>9980</c> for an unknown one; storage faults are 503.</summary>
    /// <param name="billId">As PaySsam sent it, decoded; null or empty is a 400.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Reply> GetAsync(string? billId, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(billId))
            return new Reply(400, Base.Error("bill_id is missing: ask with ?bill_id=…"));
        try
        {
            return await store.FindAsync(billId, cancellationToken) is { } bill
                ? new Reply(200, PaymentJson.Write(bill))
                : new Reply(404, Base.BillNotFound);
        }
        catch (Exception fault) when (fault is RequestFailedException or AggregateException)
        {
            Log.Unavailable(logger, fault.GetType().Name, (fault as RequestFailedException)?.ErrorCode);
            return new Reply(503, Base.SystemError);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Payments could not be read: {Fault} {ErrorCode}")]
        public static partial void Unavailable(ILogger logger, string fault, string? errorCode);
    }
}
