using System.Text.Json;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Following;

/// <summary>
/// A CloudEvent (1.0, JSON) that says what a bill's payment is now. It follows from the callback that made the payment and from
/// nothing else, so that one that is sent again is the same to the byte. It holds no card, account or phone number.
/// </summary>
internal static class ChangeEvent
{
    /// <summary>Changes when a receiver that understands the one cannot understand the other.</summary>
    public const string Type = "kr.payssam.payment.changed.v1";

    private const string TestType = "kr.payssam.webhook.test.v1";

    // No approval number or means of payment is so long. So an event is at most some 3 KiB, and fits into any message.
    private const int LongestText = 100;

    /// <param name="source">Of <see cref="ChangeOptions"/>.</param>
    /// <param name="payment">The callback that is the payment, with the time it first came.</param>
    public static byte[] Write(string source, ReceivedCallback payment)
    {
        var callback = payment.Callback;
        return Write(
            callback.Id,
            source,
            Type,
            payment.ReceivedAt,
            json =>
            {
                json.WriteString("subject", callback.BillId);
                json.WriteString("sequence", MergeRule.Rank(callback));
            },
            json =>
            {
                StateJson.WritePayment(json, callback);
                json.WriteString("appr_num", Text(callback, CallbackField.ApprNum));
                json.WriteString("appr_pay_type", Text(callback, CallbackField.ApprPayType));
                if (payment.IsRead)
                    json.WriteString("source", payment.Source);
            }
        );
    }

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

    private static string? Text(Callback callback, CallbackField field) => callback[field] is { Length: <= LongestText } text ? text : null;
}
