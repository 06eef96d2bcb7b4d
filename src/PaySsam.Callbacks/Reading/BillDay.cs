using Azure.Data.Tables;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Reading;

/// <summary>
/// What counts of a bill on a day: the movements of its highest row, and what was told as unpaid or withdrawn. Rows of older versions count
/// only where there is no row of movements: where there is one, it knows all that they know.
/// </summary>
internal sealed class BillDay
{
    private readonly FormerEntries _former = new();
    private readonly Dictionary<string, JournalEntry> _tellings = [];
    private (string Version, IReadOnlyList<JournalEntry> Entries)? _movements;

    /// <exception cref="InvalidDataException">The row is damaged.</exception>
    public void Add(TableEntity row)
    {
        if (JournalRow.IsMovements(row.RowKey))
            AddMovements(row);
        else if (JournalRow.IsTelling(row.RowKey))
            _tellings.TryAdd(row.RowKey, JournalRow.ReadTelling(row));
        else
            _former.Add(FormerJournalRow.Read(row));
    }

    /// <summary>In order of time, and then what is no movement. All when <paramref name="state"/> is null.</summary>
    public IReadOnlyList<JournalEntry> Entries(ApprState? state) =>
        [
            .. (_movements is { } movements ? movements.Entries : _former.All)
                .Concat(_tellings.Values)
                .Where(entry => state is null || entry.State == state),
        ];

    // One that is damaged hides those below it: they may tell of money that is no longer there.
    private void AddMovements(TableEntity row)
    {
        var version = JournalRow.VersionOf(row);
        if (_movements is { } known && string.CompareOrdinal(version, known.Version) <= 0)
            return;
        _movements = (version, []);
        _movements = (version, [.. JournalRow.ReadMovements(row)]);
    }
}
