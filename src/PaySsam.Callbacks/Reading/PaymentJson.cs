using System.Text.Json;
using PaySsam.Callbacks.Covering;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Recording;

namespace PaySsam.Callbacks.Reading;

/// <summary>
/// A bill as JSON: <c>{"bill_id","state","approved_at","amount_won","updated_at","callback":{…},"history":[{"id","state","received_at",
/// "source","authenticated_by","dropped":[{"name","length"}],"callback":{…}}]}</c>. Times are ISO 8601, <c>approved_at</c> with
/// +09:00 and the
/// others in UTC. <c>source</c> is <c>callback</c>, or <c>read</c> where PaySsam was asked for it. <c>authenticated_by</c> is <c>key</c>,
/// <c>token</c>, or null where that is not known. <c>history_left_out</c> stands only where callbacks of more than 1 MiB came. A
/// callback's own fields are strings, empty ones left out. Covered, a callback and the names of what was dropped show no card, account
/// or phone number.
/// </summary>
internal static class PaymentJson
{
    public static void Write(Utf8JsonWriter json, Bill bill, bool isCovered)
    {
        StateJson.WritePayment(json, bill.Payment);
        json.WriteString("updated_at", Utc(bill.UpdatedAt));
        WriteCallback(json, bill.Payment, isCovered);
        json.WriteStartArray("history");
        foreach (var received in bill.History)
        {
            json.WriteStartObject();
            json.WriteString("id", received.Callback.Id);
            json.WriteString("state", received.Callback.State.ToString());
            json.WriteString("received_at", Utc(received.ReceivedAt));
            json.WriteString("source", received.Source);
            json.WriteString("authenticated_by", received.AuthenticatedBy);
            DroppedField.Write(json, isCovered ? JsonCover.Of(received.Dropped) : received.Dropped);
            WriteCallback(json, received.Callback, isCovered);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (bill.LeftOut > 0)
            json.WriteNumber("history_left_out", bill.LeftOut);
    }

    private static DateTime Utc(DateTimeOffset time) => time.UtcDateTime;

    private static void WriteCallback(Utf8JsonWriter json, Callback callback, bool isCovered)
    {
        json.WritePropertyName("callback");
        var written = CallbackJson.Write(field => callback[field], callback.UnknownJson);
        if (!isCovered)
            json.WriteRawValue(written.Span, skipInputValidation: true);
        else if (JsonCover.Of(written.Span) is { } covered)
            json.WriteRawValue(covered.Span, skipInputValidation: true);
        else
            json.WriteStringValue(TextCover.Cover); // No callback that was parsed comes here.
    }
}
