using Azure.Data.Tables;
using PaySsam.Callbacks.Ledgers;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Recording;

/// <summary>What the table holds of a bill, as far as a decision needs it.</summary>
/// <param name="State">The row <c>state</c>.</param>
/// <param name="Tellings">Its callbacks, by their content hash.</param>
/// <param name="Older">Rows of callbacks that an older version wrote: without public id and columns.</param>
internal sealed record BillRows(TableEntity? State, IReadOnlyDictionary<string, Telling> Tellings, IReadOnlyList<TableEntity> Older)
{
    public static readonly BillRows None = new(null, new Dictionary<string, Telling>(), []);

    /// <summary>What the state row says of the payment; null where there is no such row.</summary>
    public Callback? StatePayment { get; } = State is null ? null : StateRow.Read(State);

    /// <summary>
    /// The payment. The state row counts beside the callbacks: it may be missing or behind where somebody changed rows by hand, and
    /// ahead where a bill has more rows than a page.
    /// </summary>
    public Callback? Payment { get; init; }

    /// <summary>Null where an older version wrote the row.</summary>
    public int? StatedCount { get; } = State is null ? null : StateRow.ReadCount(State);

    /// <summary>Never less than was counted before, so that what a writer writes next is newer.</summary>
    public int Count => Math.Max(StatedCount ?? 0, Tellings.Count);

    /// <summary>The callback that ranks highest.</summary>
    public Telling? Highest => Tellings.Values.MaxBy(telling => telling.Rank, StringComparer.Ordinal);

    /// <exception cref="InvalidDataException">Somebody has damaged a row.</exception>
    public static BillRows Of(IReadOnlyList<TableEntity> rows)
    {
        var events = rows.Where(PaymentRows.IsEvent).ToList();
        return new(
            rows.FirstOrDefault(row => row.RowKey == StateRow.Key),
            events.Select(PaymentRows.ReadTelling).ToDictionary(telling => telling.Hash),
            events.FindAll(EventColumns.AreMissing)
        );
    }
}
