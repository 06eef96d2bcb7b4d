using System.Globalization;
using System.Text.Json;

namespace PaySsam.Callbacks.Model;

/// <summary>How a bill stands, as JSON: the same properties in answers, lists and events.</summary>
internal static class StateJson
{
    /// <summary><c>bill_id</c>, and then <see cref="WriteState"/>.</summary>
    public static void WritePayment(Utf8JsonWriter json, Callback payment)
    {
        json.WriteString("bill_id", payment.BillId);
        WriteState(json, payment.State, payment.ApprovedAt, payment.AmountWon);
    }

    /// <summary>
    /// <c>state</c>, <c>approved_at</c> (ISO 8601, +09:00) and <c>amount_won</c>; the last two are null where the callback has
    /// none.
    /// </summary>
    public static void WriteState(Utf8JsonWriter json, ApprState state, DateTimeOffset? approvedAt, long? amountWon)
    {
        json.WriteString("state", state.ToString());
        WriteTime(json, "approved_at", approvedAt);
        WriteAmount(json, amountWon);
    }

    /// <summary>ISO 8601, with the offset that the time has.</summary>
    public static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time) =>
        json.WriteString(name, time?.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));

    /// <summary><c>amount_won</c>.</summary>
    public static void WriteAmount(Utf8JsonWriter json, long? amountWon)
    {
        if (amountWon is { } won)
            json.WriteNumber("amount_won", won);
        else
            json.WriteNull("amount_won");
    }
}
