using System.Globalization;
using Azure.Data.Tables;
using PaySsam.Callbacks.Payments;
using PaySsam.Callbacks.Queueing;
using PaySsam.Callbacks.Wire;

namespace PaySsam.Callbacks.Journal;

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

    /// <summary>A row key behind all of a bill, and before those of the bills that follow: an escape in a bill's key begins with <c>~0</c>.</summary>
    public static string BehindBill(string billKey) => $"{billKey}~~";

    public static TableEntity Write(int shard, ReceivedCallback received)
    {
        var callback = received.Callback;
        return new TableEntity(Partition(shard, Day(received)), $"{TableKey.ForBill(callback.BillId)}~{callback.State}~{callback.Id}")
        {
            [CallbackField.BillId.WireName()] = callback.BillId,
            [CallbackField.ApprState.WireName()] = callback.State.ToString(),
            [CallbackField.ApprNum.WireName()] = callback[CallbackField.ApprNum],
            [CallbackField.ApprPayType.WireName()] = Cut(callback[CallbackField.ApprPayType]),
            [CallbackField.ApprIssuer.WireName()] = Cut(callback[CallbackField.ApprIssuer]),
            [ApprovedAt] = callback.ApprovedAt?.ToUniversalTime(),
            [AmountWon] = callback.AmountWon,
            [ReceivedAt] = received.ReceivedAt,
            [Rank] = Payment.Rank(callback),
        };
    }

    public static JournalEntry Read(TableEntity row) => new(
        row.RowKey[^64..],
        row.RowKey[..^BehindBillKey],
        row.GetString(CallbackField.BillId.WireName()),
        Enum.Parse<ApprState>(row.GetString(CallbackField.ApprState.WireName())),
        row.GetString(CallbackField.ApprNum.WireName()),
        row.GetString(CallbackField.ApprPayType.WireName()),
        row.GetString(CallbackField.ApprIssuer.WireName()),
        row.GetDateTimeOffset(ApprovedAt) is { } approvedAt ? KoreanDay.At(approvedAt) : null,
        row.GetInt64(AmountWon),
        row.GetDateTimeOffset(ReceivedAt).GetValueOrDefault(),
        row.GetString(Rank));

    /// <summary>At most 100 characters, and no half of a surrogate pair at their end.</summary>
    private static string? Cut(string? name) =>
        name is not { Length: > LongestName } ? name
        : char.IsHighSurrogate(name[LongestName - 1]) ? name[..(LongestName - 1)]
        : name[..LongestName];

    private static DateOnly Day(ReceivedCallback received) => KoreanDay.Of(received.Callback.ApprovedAt ?? received.ReceivedAt);

    private static string Partition(int shard, DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"{shard}-{day:yyyyMMdd}");
}
