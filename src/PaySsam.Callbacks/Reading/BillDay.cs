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
    private (string Version, DateTimeOffset? WrittenAt, IReadOnlyList<JournalEntry> Entries)? _movements;

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

    // One that is damaged hides those below it: they may tell of money that is no longer there. Two of one version differ where an older
    // instance wrote in between: the one that was written last knows more.
    private void AddMovements(TableEntity row)
    {
        var version = JournalRow.VersionOf(row);
        if (_movements is { } known)
        {
            var order = string.CompareOrdinal(version, known.Version);
            if (order < 0 || (order == 0 && !(row.Timestamp > known.WrittenAt)))
                return;
        }

        _movements = (version, row.Timestamp, []);
        _movements = (version, row.Timestamp, [.. JournalRow.ReadMovements(row)]);
    }
}
