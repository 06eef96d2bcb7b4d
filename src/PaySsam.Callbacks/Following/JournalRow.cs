using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Following;

/// <summary>
/// A row of the table <c>Journal</c>: one callback, without card, account or phone numbers. The partition is
/// <c>{shard}-{yyyyMMdd}</c>: the Korean day of the approval, or where there is none of the receipt, in one of 8 shards, so
/// that many can be written at once. The row key is <c>{bill key}~{state}~{callback id}</c>.
/// </summary>
internal static class JournalRow
{
    public const string ReceivedAt = "ReceivedAt";

    // Of a name; no bank's or card's is so long.
    private const int LongestName = 100;

    private const int Shards = 8;
    private const string ApprovedAt = "ApprovedAt";
    private const string AmountWon = "AmountWon";
    private const string Rank = "Rank";

    // ~, the letter of the state, ~, and the id's 64 hexadecimal digits.
    private const int BehindBillKey = 67;

    /// <summary>One of 8, by the id: which is a hash in hexadecimal.</summary>
    public static int Shard(string callbackId) => Convert.ToInt32(callbackId[..1], 16) % Shards;

    /// <summary>Where the callbacks of a day stand.</summary>
    public static IEnumerable<string> Partitions(DateOnly day) => Enumerable.Range(0, Shards).Select(shard => Partition(shard, day));

    /// <summary>
    /// A row key behind all of a bill, and before those of the bills that follow: an escape in a bill's key begins with
    /// <c>~0</c>.
    /// </summary>
    public static string BehindBill(string billKey) => $"{billKey}~~";

    public static TableEntity Write(int shard, ReceivedCallback received)
    {
        var callback = received.Callback;
        return new TableEntity(Partition(shard, Day(received)), Key(callback))
        {
            [CallbackField.BillId.WireName()] = callback.BillId,
            [CallbackField.ApprState.WireName()] = callback.State.ToString(),
            [CallbackField.ApprNum.WireName()] = Number(callback[CallbackField.ApprNum]),
            [CallbackField.ApprPayType.WireName()] = Cut(callback[CallbackField.ApprPayType]),
            [CallbackField.ApprIssuer.WireName()] = Cut(callback[CallbackField.ApprIssuer]),
            [ApprovedAt] = callback.ApprovedAt?.ToUniversalTime(),
            [AmountWon] = callback.AmountWon,
            [ReceivedAt] = received.ReceivedAt,
            [Rank] = MergeRule.Rank(callback),
        };
    }

    /// <summary>
    /// Where an older version put it under the day of receipt, because it read no time but <c>yyyyMMddHHmmss</c>; none where that
    /// is its day anyway.
    /// </summary>
    public static IEnumerable<(string Partition, string Row)> Former(ReceivedCallback received)
    {
        var (callback, receivedOn) = (received.Callback, KoreanDay.Of(received.ReceivedAt));
        return
            callback.ApprovedAt is not { } at
            || Day(received) == receivedOn
            || callback[CallbackField.ApprDt] == at.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)
            ? []
            : Partitions(receivedOn).Select(partition => (partition, Key(callback)));
    }

    /// <summary>The bill's key, by the row's own key; null where that is not of the form above.</summary>
    public static string? BillKey(TableEntity row) =>
        row.RowKey.Length >= BehindBillKey && row.RowKey[^BehindBillKey] == '~' && row.RowKey[^(BehindBillKey - 2)] == '~'
            ? row.RowKey[..^BehindBillKey]
            : null;

    /// <exception cref="InvalidDataException">The row is damaged. The message names the column, and quotes nothing of it.</exception>
    public static JournalEntry Read(TableEntity row) =>
        new(
            row.RowKey[^Math.Min(64, row.RowKey.Length)..],
            BillKey(row) ?? throw new InvalidDataException("RowKey must be {bill key}~{state}~{callback id}"),
            Required<string>(row, CallbackField.BillId.WireName()),
            State(Required<string>(row, CallbackField.ApprState.WireName())),
            Value<string>(row, CallbackField.ApprNum.WireName()),
            Value<string>(row, CallbackField.ApprPayType.WireName()),
            Value<string>(row, CallbackField.ApprIssuer.WireName()),
            Value<DateTimeOffset?>(row, ApprovedAt) is { } approvedAt ? KoreanDay.At(approvedAt) : null,
            Value<long?>(row, AmountWon),
            Required<DateTimeOffset>(row, ReceivedAt),
            Required<string>(row, Rank)
        );

    private static ApprState State(string text) =>
        StateText.Read(text) ?? throw new InvalidDataException($"{CallbackField.ApprState.WireName()} must be W, D, F or C");

    private static T Required<T>(TableEntity row, string column)
        where T : notnull =>
        Value<object>(row, column) is null ? throw new InvalidDataException($"{column} is missing") : Value<T>(row, column)!;

    /// <summary>Null where the row has no such column.</summary>
    private static T? Value<T>(TableEntity row, string column) =>
        (row.TryGetValue(column, out var found) ? found : null) switch
        {
            null => default,
            T value => value,
            var other => throw new InvalidDataException(
                $"{column} is of the type {other.GetType().Name}, and must be {(Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T)).Name}"
            ),
        };

    /// <summary>A number tells payments apart: one that is too long keeps a hash of all of it.</summary>
    private static string? Number(string? number) =>
        number is not { Length: > LongestName }
            ? number
            : $"{Cut(number)}~{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(number)))[..16]}";

    /// <summary>At most 100 characters, and no half of a surrogate pair at their end.</summary>
    private static string? Cut(string? name) =>
        name is not { Length: > LongestName } ? name
        : char.IsHighSurrogate(name[LongestName - 1]) ? name[..(LongestName - 1)]
        : name[..LongestName];

    private static string Key(Callback callback) => $"{TableKey.ForBill(callback.BillId)}~{callback.State}~{callback.Id}";

    private static DateOnly Day(ReceivedCallback received) => KoreanDay.Of(received.Callback.ApprovedAt ?? received.ReceivedAt);

    private static string Partition(int shard, DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"{shard}-{day:yyyyMMdd}");
}
