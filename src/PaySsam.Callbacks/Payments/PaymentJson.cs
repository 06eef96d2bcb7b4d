using System.Globalization;
using System.Text.Json;
using PaySsam.Callbacks.Parsing;
using PaySsam.Callbacks.Wire;

namespace PaySsam.Callbacks.Payments;

/// <summary>
/// A bill as JSON: <c>{"bill_id","state","approved_at","amount_won","updated_at","callback":{…},"history":[{"id","state","received_at","source","authenticated_by","dropped":[{"name","length"}],"callback":{…}}]}</c>.
/// Times are ISO 8601, <c>approved_at</c> with +09:00 and the others in UTC; <c>approved_at</c> and <c>amount_won</c>
/// are null where the callback has none. <c>source</c> is <c>callback</c>, or <c>read</c> where PaySsam was asked for it. <c>authenticated_by</c> is <c>key</c>, <c>token</c>, or null where that is not known. A callback's own fields are strings, empty ones left out.
/// </summary>
internal static class PaymentJson
{
    public static void Write(Utf8JsonWriter json, Bill bill)
    {
        WritePayment(json, bill.Payment);
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
    }

    /// <summary>Its first four properties.</summary>
    public static void WritePayment(Utf8JsonWriter json, Callback payment)
    {
        json.WriteString("bill_id", payment.BillId);
        WriteState(json, payment.State, payment.ApprovedAt, payment.AmountWon);
    }

    /// <summary>All but the first of them.</summary>
    public static void WriteState(Utf8JsonWriter json, ApprState state, DateTimeOffset? approvedAt, long? amountWon)
    {
        json.WriteString("state", state.ToString());
        json.WriteString("approved_at", approvedAt?.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));
        if (amountWon is { } won)
            json.WriteNumber("amount_won", won);
        else
            json.WriteNull("amount_won");
    }

    private static DateTime Utc(DateTimeOffset time) => time.UtcDateTime;

    private static void WriteCallback(Utf8JsonWriter json, Callback callback)
    {
        json.WritePropertyName("callback");
        json.WriteRawValue(CallbackJson.Write(field => callback[field], callback.UnknownJson).Span, skipInputValidation: true);
    }
}
