using System.Text.Json;
using PaySsam.Callbacks.Covering;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Recording;

namespace PaySsam.Callbacks.Reading;

/// <summary>
/// A bill as JSON: <c>{"bill_id","state","approved_at","amount_won","updated_at","paid_won","cancelled_won","net_won","sequence",
/// "confirmed_at","attention":[codes],"movements":[{"id","kind":"payment|cancellation","day","at","amount_won","appr_num","source"}],
/// "callback":{…}, "history":[{"id","state","received_at","source","corrected":["name"],"authenticated_by","dropped":[{"name","length"}],
/// "callback":{…}}],"continuation"}</c>.
/// Times are ISO 8601, <c>approved_at</c> and <c>at</c> with +09:00 and the others in UTC. Amounts of movements are not negative, and
/// null where none was told that can be read. <c>confirmed_at</c> is when PaySsam, asked, first said that it is paid. <c>sequence</c> is
/// that of the bill's event; ids are null where an older version wrote the callback. <c>source</c> is <c>callback</c>; <c>corrected</c>
/// where a person corrected the fields that <c>corrected</c> names; or <c>read</c> where PaySsam was asked for it.
/// <c>authenticated_by</c> is <c>key</c>, <c>token</c>, or null where that is not known. <c>history</c> is a page of <see
/// cref="HistoryPage"/>. A callback's own fields are strings, empty ones left out. Covered, a callback and the names of what was dropped
/// show no card, account or phone number.
/// </summary>
internal static class PaymentJson
{
    public static void Write(Utf8JsonWriter json, Bill bill, HistoryPage page, bool isCovered)
    {
        var ledger = bill.Ledger;
        StateJson.WritePayment(json, bill.Payment);
        json.WriteString("updated_at", Utc(bill.UpdatedAt));
        json.WriteNumber("paid_won", ledger.PaidWon);
        json.WriteNumber("cancelled_won", ledger.CancelledWon);
        json.WriteNumber("net_won", ledger.NetWon);
        json.WriteString("sequence", ChangedBill.Of(bill).Sequence);
        json.WriteTime("confirmed_at", bill.ConfirmedAt);
        json.WriteStrings("attention", ledger.Codes);
        json.WriteObjects("movements", ledger.Movements, movement => movement.Write(json));
        WriteCallback(json, bill.Payment, isCovered);
        json.WriteStartArray("history");
        foreach (var received in page.Entries)
        {
            json.WriteStartObject();
            json.WriteString("id", received.PublicId);
            json.WriteString("state", received.Callback.State.ToString());
            json.WriteString("received_at", Utc(received.ReceivedAt));
            json.WriteString("source", received.Source);
            json.WriteStrings("corrected", received.Corrected);
            json.WriteString("authenticated_by", received.AuthenticatedBy);
            DroppedField.Write(json, isCovered ? JsonCover.Of(received.Dropped) : received.Dropped);
            WriteCallback(json, received.Callback, isCovered);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("continuation", page.Continuation);
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
