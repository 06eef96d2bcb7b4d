using System.Text.Json;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Reading;

/// <summary>
/// A page of a day as JSON: <c>{"day","state","entries":[{"id","callback_id","bill_id","state","approved_at","amount_won","appr_num",
/// "appr_pay_type","appr_issuer","source","received_at","first_received_at","late","now":{"state","approved_at","amount_won"}}],
/// "continuation"}</c>. An entry is a payment (<c>F</c>), a cancellation (<c>C</c>), or a callback that says W or D; its <c>now</c> says
/// what the bill is today; null where it is gone or cannot be read. <c>late</c>: it came first after the month of that day had ended.
/// Ids are null where an older version wrote the callback and the journal was not rebuilt. <c>continuation</c>, where it is not null, asks
/// for the next page. <c>damaged_rows</c>, where it is there, counts rows that cannot be read and are left out, met on the way of
/// this page.
/// </summary>
internal static class PaymentListJson
{
    public static void Write(
        Utf8JsonWriter json,
        DateOnly day,
        ApprState? state,
        IEnumerable<JournalEntry> entries,
        IReadOnlyDictionary<string, BillNow> now,
        string? continuation
    )
    {
        json.WriteString("day", KoreanDay.Text(day));
        json.WriteString("state", state?.ToString());
        json.WriteStartArray("entries");
        foreach (var entry in entries)
            Write(json, day, entry, now.GetValueOrDefault(entry.BillKey));
        json.WriteEndArray();
        json.WriteString("continuation", continuation);
    }

    private static void Write(Utf8JsonWriter json, DateOnly day, JournalEntry entry, BillNow? now)
    {
        json.WriteStartObject();
        json.WriteString("id", entry.Id);
        json.WriteString("callback_id", entry.CallbackId);
        json.WriteString("bill_id", entry.BillId);
        StateJson.WriteState(json, entry.State, entry.ApprovedAt, entry.AmountWon);
        json.WriteString("appr_num", entry.Details.ApprNum);
        json.WriteString("appr_pay_type", entry.Details.PayType);
        json.WriteString("appr_issuer", entry.Details.Issuer);
        json.WriteString("source", entry.Source);
        json.WriteString("received_at", entry.ReceivedAt.UtcDateTime);
        json.WriteString("first_received_at", entry.FirstReceivedAt.UtcDateTime);
        json.WriteBoolean("late", entry.IsMovement && entry.IsLate(day));
        if (now is null)
        {
            json.WriteNull("now");
        }
        else
        {
            json.WriteStartObject("now");
            StateJson.WriteState(json, now.State, now.ApprovedAt, now.AmountWon);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
