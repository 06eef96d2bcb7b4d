using Azure.Data.Tables;
using PaySsam.Callbacks.Expecting;
using PaySsam.Callbacks.Ledgers;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Attention;

/// <summary>Compares bills that were registered just now with what was paid before.</summary>
public sealed class ExpectedCheck(TableServiceClient service, AttentionStore store)
{
    private const int MostAtOnce = 8;

    private readonly BillReader _bills = new(service.GetTableClient(StorageNames.PaymentTable));

    /// <summary>Returns once what is not as expected is listed, and what is now as expected is not.</summary>
    internal Task RunAsync(IEnumerable<ExpectedBill> registered, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            registered,
            new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellationToken },
            async (bill, stop) => await RunAsync(bill, stop)
        );

    private async Task RunAsync(ExpectedBill expected, CancellationToken cancellationToken)
    {
        var billKey = TableKey.ForBill(expected.BillId);
        BillRows rows;
        try
        {
            rows = await _bills.ReadAsync(billKey, cancellationToken);
        }
        catch (InvalidDataException)
        {
            return; // The bill's next callback becomes a dead letter, which says that a row is damaged.
        }

        if (rows.Tellings.Count == 0)
            return;
        var ledger = BillLedger.Of([.. rows.Tellings.Values]);
        var seen = new SeenBill(expected.BillId, rows.Count, ledger, expected.AmountWon);
        await store.UpdateAsync(billKey, known => BillAttention.Follow(known, seen), cancellationToken);
    }
}
