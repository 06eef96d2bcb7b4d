using System.Text.Json;
using Azure.Data.Tables;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Attention;

/// <summary>
/// A row of the table <c>Attention</c>: one partition, a row for each bill by its key. It is never deleted when its cause is gone, only
/// closed. <c>OpenFrom</c> is when it may be listed; a row without it is closed.
/// </summary>
internal static class AttentionRow
{
    public const string Partition = "bill";
    public const string OpenFrom = nameof(BillAttention.OpenFrom);
    public const string Open = "Open";
    private static readonly string BillId = CallbackField.BillId.WireName();

    public static TableEntity Write(BillAttention bill) =>
        new(Partition, TableKey.ForBill(bill.BillId))
        {
            [BillId] = bill.BillId,
            [nameof(bill.Count)] = bill.Count,
            [Open] = bill.OpenFrom is not null,
            [OpenFrom] = bill.OpenFrom,
            [nameof(bill.Points)] = AttentionPoint.Write(bill.Points),
            [nameof(bill.Movements)] = bill.Movements,
            [nameof(bill.ExpectedWon)] = bill.ExpectedWon,
            [nameof(bill.Settled)] = AttentionPoint.Write(bill.Settled),
            [nameof(bill.SettledAt)] = bill.SettledAt,
            [nameof(bill.Note)] = bill.Note,
            [nameof(bill.Odd)] = OddAnswer.Write(bill.Odd),
            [nameof(bill.Answer)] = bill.Answer,
        };

    /// <exception cref="InvalidDataException">Somebody has damaged the row.</exception>
    public static BillAttention Read(TableEntity row)
    {
        try
        {
            var movements = row.GetString(nameof(BillAttention.Movements)) ?? "[]";
            using var json = JsonDocument.Parse(movements);
            return new(
                row.GetString(BillId) ?? throw new InvalidDataException("bill_id is missing"),
                row.GetInt32(nameof(BillAttention.Count)).GetValueOrDefault(),
                AttentionPoint.Read(row.GetString(nameof(BillAttention.Points))),
                movements,
                row.GetInt64(nameof(BillAttention.ExpectedWon))
            )
            {
                Settled = AttentionPoint.Read(row.GetString(nameof(BillAttention.Settled))),
                SettledAt = row.GetDateTimeOffset(nameof(BillAttention.SettledAt)),
                Note = row.GetString(nameof(BillAttention.Note)),
                Odd = OddAnswer.Read(row.GetString(nameof(BillAttention.Odd))),
                Answer = row.GetString(nameof(BillAttention.Answer)),
            };
        }
        catch (Exception fault) when (fault is InvalidOperationException or JsonException)
        {
            throw new InvalidDataException("A property is of another type, or one is no JSON");
        }
    }
}
