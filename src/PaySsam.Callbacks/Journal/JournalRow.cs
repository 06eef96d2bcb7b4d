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
    private static readonly TimeSpan KoreanTime = TimeSpan.FromHours(9);

    /// <summary>One of 8, by the id: which is a hash in hexadecimal.</summary>
    public static int Shard(string callbackId) => Convert.ToInt32(callbackId[..1], 16) % 8;

    /// <summary>The day that a callback belongs to, as <c>yyyyMMdd</c>.</summary>
    public static string Day(ReceivedCallback received) =>
        (received.Callback.ApprovedAt ?? received.ReceivedAt.ToOffset(KoreanTime)).ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    public static TableEntity Write(int shard, ReceivedCallback received)
    {
        var callback = received.Callback;
        return new TableEntity($"{shard}-{Day(received)}", $"{TableKey.ForBill(callback.BillId)}~{callback.State}~{callback.Id}")
        {
            [CallbackField.BillId.WireName()] = callback.BillId,
            [CallbackField.ApprState.WireName()] = callback.State.ToString(),
            [CallbackField.ApprNum.WireName()] = callback[CallbackField.ApprNum],
            [CallbackField.ApprPayType.WireName()] = callback[CallbackField.ApprPayType],
            [CallbackField.ApprIssuer.WireName()] = callback[CallbackField.ApprIssuer],
            ["ApprovedAt"] = callback.ApprovedAt?.ToUniversalTime(),
            ["AmountWon"] = callback.AmountWon,
            ["ReceivedAt"] = received.ReceivedAt,
            ["Rank"] = Payment.Rank(callback),
        };
    }
}
