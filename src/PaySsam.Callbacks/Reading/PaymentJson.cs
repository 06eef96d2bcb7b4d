using System.Text.Json;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Recording;

namespace PaySsam.Callbacks.Reading;

/// <summary>
/// A bill as JSON: <c>{"bill_id","state","approved_at","amount_won","updated_at","callback":{…},"history":[{"id","state","received_at",
/// "source","authenticated_by","dropped":[{"name","length"}],"callback":{…}}]}</c>. Times are ISO 8601, <c>approved_at</c> with
/// +09:00 and the
/// others in UTC. <c>source</c> is <c>callback</c>, or <c>read</c> where PaySsam was asked for it. <c>authenticated_by</c> is <c>key</c>,
/// <c>token</c>, or null where that is not known. <c>history_left_out</c> stands only where callbacks of more than 1 MiB came. A
/// callback's own fields are strings, empty ones left out.
/// </summary>
internal static class PaymentJson
{
    public static void Write(Utf8JsonWriter json, Bill bill)
    {
        StateJson.WritePayment(json, bill.Payment);
        json.WriteString("updated_at", Utc(bill.UpdatedAt));
        WriteCallback(json, bill.Payment);
        json.WriteStartArray("history");
        foreach (var received in bill.History)
        {
            json.WriteStartObject();
            json.WriteString("id", received.Callback.Id);
            json.WriteString("state", received.Callback.State.ToString());
            json.WriteString("received_at", Utc(received.ReceivedAt));
            json.WriteString("source", received.Source);
            json.WriteString("authenticated_by", received.AuthenticatedBy);
            DroppedField.Write(json, received.Dropped);
            WriteCallback(json, received.Callback);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (bill.LeftOut > 0)
            json.WriteNumber("history_left_out", bill.LeftOut);
    }

    private static DateTime Utc(DateTimeOffset time) => time.UtcDateTime;

    private static void WriteCallback(Utf8JsonWriter json, Callback callback)
    {
        json.WritePropertyName("callback");
        json.WriteRawValue(CallbackJson.Write(field => callback[field], callback.UnknownJson).Span, skipInputValidation: true);
    }
}
