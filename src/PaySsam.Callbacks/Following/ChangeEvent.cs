using System.Globalization;
using System.Text.Json;
using PaySsam.Callbacks.Ledgers;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Following;

/// <summary>
/// A CloudEvent (1.0, JSON) that says what a bill's payment is now, its sums, and why a person should look at it. It follows from what the
/// bill's transaction saw and from nothing else, so that one that is sent again, where nothing changed since, is the same to the byte. It
/// holds no card, account or phone number.
/// </summary>
internal static class ChangeEvent
{
    /// <summary>Changes when a receiver that understands the one cannot understand the other.</summary>
    public const string Type = "kr.payssam.payment.changed.v1";

    private const string TestType = "kr.payssam.webhook.test.v1";

    // No approval number or means of payment is so long. So an event is at most some 3 KiB, and fits into any message.
    private const int LongestText = 100;

    /// <param name="source">Of <see cref="ChangeOptions"/>.</param>
    /// <param name="bill">The bill as it is.</param>
    public static byte[] Write(string source, ChangedBill bill) =>
        Write(
            $"{bill.Id}-{bill.Count.ToString(CultureInfo.InvariantCulture)}",
            source,
            Type,
            bill.LastReceivedAt,
            json =>
            {
                json.WriteString("subject", bill.Payment.BillId);
                json.WriteString("sequence", bill.Sequence);
            },
            json => WriteData(json, bill.Payment, bill.Source, bill.Ledger)
        );

    /// <summary>What it says of the bill: an event is due where this changes.</summary>
    public static byte[] Data(Callback payment, string source, Ledger ledger) =>
        JsonWriting.Write(json => WriteData(json, payment, source, ledger)).ToArray();

    /// <summary>One that tells of nothing, by which a receiver can be tried.</summary>
    public static byte[] WriteTest(string source, string id, DateTimeOffset time) => Write(id, source, TestType, time, _ => { }, _ => { });

    private static byte[] Write(
        string id,
        string source,
        string type,
        DateTimeOffset time,
        Action<Utf8JsonWriter> writeAttributes,
        Action<Utf8JsonWriter> writeData
    ) =>
        JsonWriting
            .Write(json =>
            {
                json.WriteString("specversion", "1.0");
                json.WriteString("id", id);
                json.WriteString("source", $"/payssam/{source}");
                json.WriteString("type", type);
                json.WriteString("time", time.UtcDateTime);
                writeAttributes(json);
                json.WriteString("datacontenttype", "application/json");
                json.WriteStartObject("data");
                writeData(json);
                json.WriteEndObject();
            })
            .ToArray();

    private static void WriteData(Utf8JsonWriter json, Callback payment, string source, Ledger ledger)
    {
        StateJson.WritePayment(json, payment);
        json.WriteNumber("paid_won", ledger.PaidWon);
        json.WriteNumber("cancelled_won", ledger.CancelledWon);
        json.WriteNumber("net_won", ledger.NetWon);
        json.WriteStrings("attention", ledger.Codes);
        json.WriteString("appr_num", Text(payment, CallbackField.ApprNum));
        json.WriteString("appr_pay_type", Text(payment, CallbackField.ApprPayType));
        if (source != ReceivedCallback.Pushed)
            json.WriteString("source", source);
    }

    private static string? Text(Callback callback, CallbackField field) => callback[field] is { Length: <= LongestText } text ? text : null;
}
