using Azure.Data.Tables;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Recording;

/// <summary>Reads what the table <c>Payments</c> holds of a bill.</summary>
internal sealed class BillReader(TableClient table)
{
    // A page that ends early, or a writer between two pages, is over by then; a row that somebody deleted never comes.
    private const int MostReads = 3;

    // Rows with bodies in one answer: of the largest bodies, some 700 KiB. Few bills have so many.
    private const int BodiesPerRequest = 16;

    /// <summary>
    /// What a decision needs, without bodies; of rows that an older version wrote, all. A reader that finds fewer callbacks than
    /// were counted reads again.
    /// </summary>
    /// <exception cref="InvalidDataException">Somebody has damaged a row.</exception>
    public async Task<BillRows> ReadAsync(string billKey, CancellationToken cancellationToken)
    {
        var select = PaymentRows.Deciding;
        for (var read = 1; ; read++)
        {
            var rows = await ReadRowsAsync(billKey, select, cancellationToken);
            if (select is not null && rows.Any(row => row.ETag == default || (PaymentRows.IsEvent(row) && EventColumns.AreMissing(row))))
            {
                (select, read) = (null, 0);
                continue;
            }

            var bill = BillRows.Of(rows);
            if (bill.Tellings.Count >= bill.StatedCount.GetValueOrDefault() || read == MostReads)
                return bill with { Payment = await PaymentAsync(billKey, bill, cancellationToken) };
        }
    }

    /// <summary>Every row, with bodies. A reader that finds fewer callbacks than were counted reads again.</summary>
    public async Task<IReadOnlyList<TableEntity>> ReadWholeAsync(string billKey, CancellationToken cancellationToken)
    {
        for (var read = 1; ; read++)
        {
            var rows = await ReadRowsAsync(billKey, select: null, cancellationToken);
            var counted = rows.FirstOrDefault(row => row.RowKey == StateRow.Key) is { } state ? StateRow.TryReadCount(state) : null;
            if (rows.Count(PaymentRows.IsEvent) >= counted.GetValueOrDefault() || read == MostReads)
                return rows;
        }
    }

    private async Task<Callback?> PaymentAsync(string billKey, BillRows bill, CancellationToken cancellationToken)
    {
        if (
            bill.Highest is not { } highest
            || (bill.StatePayment is { } stated && string.CompareOrdinal(highest.Rank, MergeRule.Standing(stated)) <= 0)
        )
            return bill.StatePayment;

        // All of them: the key of the one is its content's hash, which has no place in a URL.
        var rows = await ReadRowsAsync(billKey, select: null, cancellationToken);
        return rows.FirstOrDefault(row => row.RowKey == PaymentRows.EventKey(highest.Hash)) is { } row
            ? PaymentRows.ReadEvent(row).Callback
            : bill.StatePayment;
    }

    private Task<IReadOnlyList<TableEntity>> ReadRowsAsync(
        string billKey,
        IEnumerable<string>? select,
        CancellationToken cancellationToken
    ) =>
        table.ReadAsync(
            TableClient.CreateQueryFilter($"PartitionKey eq {billKey}"),
            cancellationToken,
            select: select,
            perRequest: select is null ? BodiesPerRequest : null
        );
}
