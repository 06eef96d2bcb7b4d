using System.Globalization;
using Azure.Data.Tables;
using PaySsam.Callbacks.Parsing;
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
        return new TableEntity(Partition(shard, Day(received)), Key(callback))
        {
            [CallbackField.BillId.WireName()] = callback.BillId,
            [CallbackField.ApprState.WireName()] = callback.State.ToString(),
            [CallbackField.ApprNum.WireName()] = callback[CallbackField.ApprNum],
            [CallbackField.ApprPayType.WireName()] = callback[CallbackField.ApprPayType],
            [CallbackField.ApprIssuer.WireName()] = callback[CallbackField.ApprIssuer],
            [ApprovedAt] = callback.ApprovedAt?.ToUniversalTime(),
            [AmountWon] = callback.AmountWon,
            [ReceivedAt] = received.ReceivedAt,
            [Rank] = Payment.Rank(callback),
        };
    }

    /// <summary>
    /// Where an older version put it under the day of receipt, because it read no time but <c>yyyyMMddHHmmss</c>; none where that
    /// is its day anyway.
    /// </summary>
    public static IEnumerable<(string Partition, string Row)> Former(ReceivedCallback received)
    {
        var (callback, receivedOn) = (received.Callback, KoreanDay.Of(received.ReceivedAt));
        return callback.ApprovedAt is not { } at || Day(received) == receivedOn
            || callback[CallbackField.ApprDt] == at.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)
            ? []
            : Partitions(receivedOn).Select(partition => (partition, Key(callback)));
    }

    /// <exception cref="InvalidDataException">Somebody has damaged the row: a day that lacks it must not look whole.</exception>
    public static JournalEntry Read(TableEntity row) => new(
        row.RowKey[^64..],
        row.RowKey[..^BehindBillKey],
        row.GetString(CallbackField.BillId.WireName()),
        StateText.Read(row.GetString(CallbackField.ApprState.WireName()))
            ?? throw new InvalidDataException("A row of the journal has no readable appr_state."),
        row.GetString(CallbackField.ApprNum.WireName()),
        row.GetString(CallbackField.ApprPayType.WireName()),
        row.GetString(CallbackField.ApprIssuer.WireName()),
        row.GetDateTimeOffset(ApprovedAt) is { } approvedAt ? KoreanDay.At(approvedAt) : null,
        row.GetInt64(AmountWon),
        row.GetDateTimeOffset(ReceivedAt).GetValueOrDefault(),
        row.GetString(Rank));

    private static string Key(Callback callback) => $"{TableKey.ForBill(callback.BillId)}~{callback.State}~{callback.Id}";

    private static DateOnly Day(ReceivedCallback received) => KoreanDay.Of(received.Callback.ApprovedAt ?? received.ReceivedAt);

    private static string Partition(int shard, DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"{shard}-{day:yyyyMMdd}");
}
