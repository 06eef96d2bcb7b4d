using System.Globalization;
using Azure.Data.Tables;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Following;

/// <summary>
/// A row of the table <c>Journal</c> as versions before the ledger wrote it, read until the rebuild has ended: one callback. The partition
/// is <c>{shard}-{yyyyMMdd}</c>, the row key <c>{bill key}~{state}~{content hash}</c>.
/// </summary>
internal static class FormerJournalRow
{
    public const string ApprovedAt = "ApprovedAt";
    public const string AmountWon = "AmountWon";

    /// <summary>No partition of theirs sorts before it, and none of any other kind before <see cref="Behind"/>.</summary>
    public const string First = "0-";

    /// <summary>All partitions of theirs sort before it.</summary>
    public const string Behind = "8";

    private const int Shards = 8;
    private const string Rank = "Rank";

    // ~, the letter of the state, ~, and the hash's 64 hexadecimal digits.
    private const int BehindBillKey = 67;

    /// <summary>Where the callbacks of a day stand.</summary>
    public static IEnumerable<string> Partitions(DateOnly day) => Enumerable.Range(0, Shards).Select(shard => Partition(shard, day));

    public static string Partition(int shard, DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"{shard}-{day:yyyyMMdd}");

    /// <summary>
    /// The days that versions before this one put a callback under: that of the approval, and, where they read no such time, that of the
    /// receipt.
    /// </summary>
    public static IEnumerable<DateOnly> Days(ReceivedCallback received)
    {
        var receivedOn = KoreanDay.Of(received.ReceivedAt);
        return received.Callback.ApprovedAt is { } at && KoreanDay.Of(at) is var day && day != receivedOn
            ? IsInTheirForm(received.Callback, at)
                ? [day]
                : [day, receivedOn]
            : [receivedOn];
    }

    public static string Key(string billKey, Callback callback) => $"{billKey}~{callback.State}~{callback.Id}";

    /// <summary>A range of row keys around some. It is part of a URL, so it must not hold a hash.</summary>
    public static (string First, string Behind) Around(IReadOnlyCollection<string> keys) =>
        (
            $"{keys.Min(StringComparer.Ordinal)![..^BehindBillKey]}~",
            JournalRow.BehindBill(keys.Max(StringComparer.Ordinal)![..^BehindBillKey])
        );

    /// <summary>The bill's key, by the row's own key; null where that is not of the form above.</summary>
    public static string? BillKey(TableEntity row) =>
        row.RowKey.Length >= BehindBillKey && row.RowKey[^BehindBillKey] == '~' && row.RowKey[^(BehindBillKey - 2)] == '~'
            ? row.RowKey[..^BehindBillKey]
            : null;

    /// <summary>What it says, and its rank among the bill's callbacks of that day.</summary>
    /// <exception cref="InvalidDataException">The row is damaged. The message names the column, and quotes nothing of it.</exception>
    public static (JournalEntry Entry, string Rank) Read(TableEntity row) => (ReadEntry(row), row.Required<string>(Rank));

    /// <exception cref="InvalidDataException">The row is damaged. The message names the column, and quotes nothing of it.</exception>
    public static JournalEntry ReadEntry(TableEntity row)
    {
        var receivedAt = row.Required<DateTimeOffset>(JournalRow.ReceivedAt);
        var state = State(row.Required<string>(CallbackField.ApprState.WireName()));
        var won = row.Value<long?>(AmountWon);
        return new JournalEntry(
            JournalRow.BillKey(row) ?? throw new InvalidDataException("RowKey must be {bill key}~{state}~{id}"),
            row.Required<string>(CallbackField.BillId.WireName()),
            state,
            Id: null,
            CallbackId: null,
            row.Value<DateTimeOffset?>(ApprovedAt) is { } approvedAt ? KoreanDay.At(approvedAt) : null,
            state is ApprState.C && won < 0 ? -won : won,
            new(
                row.Value<string>(CallbackField.ApprNum.WireName()),
                row.Value<string>(CallbackField.ApprPayType.WireName()),
                IssuerCode: null,
                row.Value<string>(CallbackField.ApprIssuer.WireName()),
                AcquirerCode: null,
                Acquirer: null,
                Instalments: null,
                OriginApprNum: null,
                Member: null
            ),
            ReceivedCallback.Pushed,
            receivedAt,
            receivedAt
        );
    }

    private static bool IsInTheirForm(Callback callback, DateTimeOffset at) =>
        callback[CallbackField.ApprDt] == at.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    private static ApprState State(string text) =>
        StateText.Read(text) ?? throw new InvalidDataException($"{CallbackField.ApprState.WireName()} must be W, D, F or C");

    /// <exception cref="InvalidDataException">The row has no such column, or one of another type.</exception>
    public static T Required<T>(this TableEntity row, string column)
        where T : notnull =>
        row.Value<object>(column) is null ? throw new InvalidDataException($"{column} is missing") : row.Value<T>(column)!;

    /// <summary>Null where the row has no such column.</summary>
    /// <exception cref="InvalidDataException">The column is of another type.</exception>
    public static T? Value<T>(this TableEntity row, string column) =>
        (row.TryGetValue(column, out var found) ? found : null) switch
        {
            null => default,
            T value => value,
            var other => throw new InvalidDataException(
                $"{column} is of the type {other.GetType().Name}, and must be {(Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T)).Name}"
            ),
        };
}
