using Azure.Data.Tables;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Reading;
using PaySsam.Callbacks.Recording;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Reliability;

/// <summary>
/// A moment in the life of a bill that two messages are recorded of at once: what its tables hold, and how far each writer is. The product
/// decides what is written; here it is only put in every order, and each writer killed once at every step.
/// </summary>
internal sealed class TwoWriters
{
    private readonly Dictionary<string, (TableEntity Row, int Version)> _payments = [];
    private readonly Dictionary<(string Partition, string Row), TableEntity> _journal = [];
    private Writer[] _writers = [];
    private int _versions;

    private TwoWriters() { }

    /// <param name="former">Callbacks that an older version recorded.</param>
    /// <param name="before">Callbacks that came one after the other.</param>
    /// <param name="messages">Those of each writer.</param>
    public static TwoWriters Start(
        IEnumerable<ReceivedCallback> former,
        IEnumerable<ReceivedCallback> before,
        params ReceivedCallback[][] messages
    )
    {
        var start = new TwoWriters();
        var older = former.ToList();
        foreach (var received in older)
        {
            start.Put(FormerRows.Event(received));
            start.Journal(FormerRows.Journal(3, received));
        }

        if (older.Select(received => received.Callback).Aggregate((Callback?)null, MergeRule.Merge) is { } payment)
            start.Put(StateRow.Write(payment));
        foreach (var received in before)
        {
            start._writers = [new Writer([received])];
            while (start.Next(0) is { } next)
                start = next;
        }

        start._writers = [.. messages.Select(message => new Writer(message))];
        return start;
    }

    /// <summary>Every moment that can follow.</summary>
    public IEnumerable<TwoWriters> Following()
    {
        for (var number = 0; number < _writers.Length; number++)
        {
            if (Next(number) is { } next)
                yield return next;
            if (Killed(number) is { } killed)
                yield return killed;
        }
    }

    public bool IsEnd => _writers.All(writer => writer.IsDone);

    /// <summary>What a reader of the journal sees.</summary>
    public IEnumerable<(DateOnly Day, JournalEntry Entry)> Read() =>
        _journal
            .Values.Where(row => !row.PartitionKey.StartsWith("late", StringComparison.Ordinal))
            .GroupBy(Journals.Day)
            .SelectMany(rows =>
            {
                var day = new BillDay();
                foreach (var row in rows)
                    day.Add(row);
                return day.Entries(state: null).Select(entry => (rows.Key, entry));
            });

    /// <summary>Of each callback, by its hash.</summary>
    public IReadOnlyDictionary<string, string?> PublicIds =>
        _payments.Values.Select(one => one.Row).Where(PaymentRows.IsEvent).ToDictionary(PaymentRows.Hash, EventColumns.ReadPublicId);

    public int? Count => StateRow.ReadCount(_payments[StateRow.Key].Row);

    /// <summary>Equal where all that can follow is equal, but for the ids.</summary>
    public string Key =>
        string.Join(
            '|',
            [
                .. _writers.Select(writer => writer.Key),
                .. _payments
                    .Order(
                        Comparer<KeyValuePair<string, (TableEntity Row, int Version)>>.Create(
                            (one, other) => string.CompareOrdinal(one.Key, other.Key)
                        )
                    )
                    .Select(one => $"{one.Key} {one.Value.Row.GetInt32("Count")} {one.Value.Row.ContainsKey("PublicId")}"),
                .. _journal.Keys.Order().Select(key => $"{key} {Movements(_journal[key])}"),
            ]
        );

    private static string Movements(TableEntity row) =>
        JournalRow.IsMovements(row.RowKey)
            ? string.Join(
                ',',
                JournalRow.ReadMovements(row).Select(entry => $"{entry.State}{entry.SignedWon}{entry.ApprovedAt:s}{entry.Id is null}")
            )
            : "";

    private TwoWriters? Killed(int number)
    {
        if (_writers[number] is { IsDone: true } or { WasKilled: true })
            return null;
        var next = Copy();
        next._writers[number] = new Writer(_writers[number].Message) { WasKilled = true };
        return next;
    }

    private TwoWriters? Next(int number)
    {
        var writer = _writers[number];
        if (writer.IsDone)
            return null;
        var next = Copy();
        next._writers[number] = writer switch
        {
            { Rows: null } => writer with { Rows = Rows(), StateVersion = _payments.GetValueOrDefault(StateRow.Key).Version },
            { Journal: null } => next.Write(writer),
            { Journal: [var rows, .. var rest] } => next.Journal(writer, rows, rest),
            _ => writer with { IsDone = true },
        };
        return next;
    }

    private BillRows Rows()
    {
        var rows = BillRows.Of([.. _payments.Values.Select(one => one.Row)]);
        return rows with { Payment = rows.StatePayment };
    }

    /// <summary>One transaction; on a conflict the writer reads again.</summary>
    private Writer Write(Writer writer)
    {
        var change = BillWrite.Of(writer.Rows!, writer.Message, out var recorded);
        var isConflict = change.Exists(action =>
            action.ActionType is TableTransactionActionType.Add
                ? _payments.ContainsKey(action.Entity.RowKey)
                : action.Entity.RowKey == StateRow.Key && _payments[StateRow.Key].Version != writer.StateVersion
        );
        if (isConflict)
            return writer with { Rows = null };
        foreach (var action in change)
        {
            var row = (TableEntity)action.Entity;
            if (action.ActionType is TableTransactionActionType.UpdateMerge)
            {
                var merged = new TableEntity(_payments[row.RowKey].Row);
                foreach (var (name, value) in row.Where(property => property.Value is not null))
                    merged[name] = value;
                row = merged;
            }

            Put(row);
        }

        if (!recorded.IsFollowed)
            return writer with { Journal = [] };
        var rows = JournalRows.Of(shard: 0, writer.Message[0].Callback.BillId, recorded.Change);
        return writer with
        {
            Journal =
            [
                .. rows.Leaving.GroupBy(row => row.PartitionKey).Select(day => day.ToArray()),
                .. rows.Others.GroupBy(row => row.PartitionKey).Select(day => day.ToArray()),
            ],
        };
    }

    private Writer Journal(Writer writer, TableEntity[] rows, TableEntity[][] rest)
    {
        foreach (var row in rows)
            Journal(row);
        return writer with { Journal = rest };
    }

    private void Journal(TableEntity row) => _journal[(row.PartitionKey, row.RowKey)] = row;

    private void Put(TableEntity row) =>
        _payments[row.RowKey] = (new TableEntity(row.Where(property => property.Value is not null).ToDictionary()), ++_versions);

    private TwoWriters Copy()
    {
        var copy = new TwoWriters { _writers = [.. _writers], _versions = _versions };
        foreach (var (key, row) in _payments)
            copy._payments.Add(key, row);
        foreach (var (key, row) in _journal)
            copy._journal.Add(key, row);
        return copy;
    }

    /// <summary>A message, and how far its recording is: not read, read, or written and so many rows of the journal left.</summary>
    private sealed record Writer(ReceivedCallback[] Message)
    {
        public BillRows? Rows { get; init; }

        public int StateVersion { get; init; }

        public TableEntity[][]? Journal { get; init; }

        public bool WasKilled { get; init; }

        public bool IsDone { get; init; }

        public string Key =>
            string.Join(
                ' ',
                [
                    $"{WasKilled}",
                    $"{IsDone}",
                    $"{Rows?.Count}",
                    $"{Rows?.Tellings.Count}",
                    .. Journal?.SelectMany(rows => rows).Select(Text) ?? ["-"],
                ]
            );

        private static string Text(TableEntity row) => $"{row.PartitionKey}{row.RowKey}{Movements(row)}";
    }
}
