using System.Globalization;
using Azure.Data.Tables;
using PaySsam.Callbacks.Ledgers;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Following;

/// <summary>
/// Rows of the table <c>Journal</c>, without card, account or phone numbers. The partition is <c>m{shard}-{yyyyMMdd}</c>: a Korean day, in
/// one of 8 shards, so that many can be written at once. Row <c>{bill key}~M~{version}{count}</c> holds the movements of a bill on that
/// day as of so many callbacks, possibly none: of a bill the highest row counts, in whatever shard. Row <c>{bill key}~W~{public id}</c>, or
/// <c>~D~</c>, is a callback that says unpaid or withdrawn. Partition <c>late-{yyyyMMdd}</c>, row <c>{bill key}~{yyyyMMdd}</c>: a movement
/// of the second day came first on the other one. Rows of older versions: <see cref="FormerJournalRow"/>.
/// </summary>
internal static class JournalRow
{
    public const string ReceivedAt = "ReceivedAt";

    /// <summary>Of the ledger's rules: rows of a higher one count, whatever their count of callbacks.</summary>
    public const char Version = '1';

    private const int Shards = 8;
    private const int MostCounted = 9999;
    private const string Count = "Count";
    private const string Movements = "Movements";
    private const string Won = "Won";
    private const string Source = "Source";
    private const string Late = "late-";
    private const string DayForm = "yyyyMMdd";

    // Of the 32,768 characters that a property may have.
    private const int LongestPart = 32_000;

    private const int PublicIdDigits = 32;
    private const int CountDigits = 4;

    /// <summary>One of 8, by a bill's key.</summary>
    public static int Shard(string billKey) => (int)(Hash(billKey) % Shards);

    /// <summary>Where the rows of a day stand.</summary>
    public static IEnumerable<string> Partitions(DateOnly day) => Enumerable.Range(0, Shards).Select(shard => Partition(shard, day));

    /// <summary>Where the pointers to what came on a day, and is of another, stand.</summary>
    public static string LatePartition(DateOnly receivedOn) => Late + Day(receivedOn);

    /// <summary>
    /// A row key behind all of a bill, and before those of the bills that follow: an escape in a bill's key begins with
    /// <c>~0</c>.
    /// </summary>
    public static string BehindBill(string billKey) => $"{billKey}~~";

    /// <summary>A bill's movements of a day.</summary>
    /// <param name="shard">Where it goes.</param>
    /// <param name="day">The Korean day.</param>
    /// <param name="bill">The bill.</param>
    /// <param name="count">How many callbacks the bill has.</param>
    /// <param name="lastReceivedAt">When the last of them came, UTC.</param>
    /// <param name="movements">All of that day; perhaps none.</param>
    public static TableEntity OfMovements(
        int shard,
        DateOnly day,
        (string Key, string Id) bill,
        int count,
        DateTimeOffset lastReceivedAt,
        IReadOnlyCollection<Movement> movements
    )
    {
        var row = new TableEntity(Partition(shard, day), $"{bill.Key}~M~{Version}{Math.Min(count, MostCounted):0000}")
        {
            [CallbackField.BillId.WireName()] = bill.Id,
            [Count] = count,
            [Won] = movements.Sum(movement => movement.SignedWon ?? 0),
            [ReceivedAt] = lastReceivedAt,
        };
        var json = MovementJson.Write(movements);
        for (var (part, at) = (0, 0); at < json.Length; part++)
        {
            var length = Math.Min(LongestPart, json.Length - at);
            if (at + length < json.Length && char.IsHighSurrogate(json[at + length - 1]))
                length--;
            row[Part(part)] = json.Substring(at, length);
            at += length;
        }

        return row;
    }

    /// <summary>A callback that says W or D, and has a public id.</summary>
    public static TableEntity OfTelling(int shard, (string Key, string Id) bill, Telling telling) =>
        new(Partition(shard, telling.Day), $"{bill.Key}~{telling.State}~{telling.Id}")
        {
            [CallbackField.BillId.WireName()] = bill.Id,
            [CallbackField.ApprState.WireName()] = telling.State.ToString(),
            [CallbackField.ApprNum.WireName()] = telling.Details.ApprNum,
            [CallbackField.ApprPayType.WireName()] = telling.Details.PayType,
            [CallbackField.ApprIssuer.WireName()] = telling.Details.Issuer,
            [FormerJournalRow.ApprovedAt] = telling.Time?.At.ToUniversalTime(),
            [FormerJournalRow.AmountWon] = telling.Won,
            [ReceivedAt] = telling.ReceivedAt,
            [Source] = telling.Source,
        };

    /// <summary>That a movement of one day came first on another.</summary>
    public static TableEntity OfLate((string Key, string Id) bill, DateOnly day, DateOnly receivedOn) =>
        new(LatePartition(receivedOn), $"{bill.Key}~{Day(day)}") { [CallbackField.BillId.WireName()] = bill.Id };

    /// <summary>Whether a row of a day, or a pointer to another day, is the bill's.</summary>
    public static bool IsOf(TableEntity row, string billKey) =>
        row.PartitionKey.StartsWith(Late, StringComparison.Ordinal)
            ? row.RowKey.Length == billKey.Length + "~yyyyMMdd".Length && row.RowKey.StartsWith($"{billKey}~", StringComparison.Ordinal)
            : BillKey(row) == billKey;

    /// <summary>The bill's key, by the row's own key, of whatever version; null where that is of no known form.</summary>
    public static string? BillKey(TableEntity row)
    {
        var key = row.RowKey;
        var behind =
            IsMovements(key) ? 3 + 1 + CountDigits
            : IsTelling(key) ? 3 + PublicIdDigits
            : 0;
        return behind > 0 ? key[..^behind] : FormerJournalRow.BillKey(row);
    }

    /// <summary>Whether a row of this key holds movements.</summary>
    public static bool IsMovements(string key) =>
        key.Length > 8 && key[^8..^5] is "~M~" && key.AsSpan(^4).ContainsAnyExceptInRange('0', '9') is false;

    /// <summary>Sorts as the rows of a bill count.</summary>
    public static string VersionOf(TableEntity row) => row.RowKey[^(1 + CountDigits)..];

    /// <exception cref="InvalidDataException">The row is damaged. The message names the column, and quotes nothing of it.</exception>
    public static IEnumerable<JournalEntry> ReadMovements(TableEntity row) =>
        MovementJson.Read(
            BillKey(row)!,
            row.Required<string>(CallbackField.BillId.WireName()),
            string.Concat(
                Enumerable.Range(0, int.MaxValue).Select(part => row.Value<string>(Part(part))).TakeWhile(part => part is not null)
            )
        );

    /// <summary>A callback that says W or D.</summary>
    /// <exception cref="InvalidDataException">The row is damaged. The message names the column, and quotes nothing of it.</exception>
    public static JournalEntry ReadTelling(TableEntity row)
    {
        var id = row.RowKey[^PublicIdDigits..];
        return FormerJournalRow.ReadEntry(row) with { Id = id, CallbackId = id, Source = row.Required<string>(Source) };
    }

    /// <summary>The bill's id of a pointer; null where the row is damaged.</summary>
    public static string? LateBill(TableEntity row) => row.TryGetValue(CallbackField.BillId.WireName(), out var id) ? id as string : null;

    /// <summary>Whether a row of this key holds a callback that says W or D.</summary>
    public static bool IsTelling(string key) =>
        key.Length > 3 + PublicIdDigits && key[^(3 + PublicIdDigits)..^PublicIdDigits] is "~W~" or "~D~";

    private static string Part(int part) => part == 0 ? Movements : string.Create(CultureInfo.InvariantCulture, $"{Movements}{part}");

    private static string Partition(int shard, DateOnly day) => $"m{FormerJournalRow.Partition(shard, day)}";

    /// <summary>The Korean day that a row belongs to; null for a pointer.</summary>
    public static DateOnly? DayOf(TableEntity row) =>
        row.PartitionKey.StartsWith('m') ? DateOnly.ParseExact(row.PartitionKey[^8..], DayForm, CultureInfo.InvariantCulture) : null;

    private static string Day(DateOnly day) => day.ToString(DayForm, CultureInfo.InvariantCulture);

    // FNV-1a: the same in every process.
    private static uint Hash(string key)
    {
        var hash = 2166136261;
        foreach (var unit in key)
            hash = (hash ^ unit) * 16777619;
        return hash;
    }
}
