using System.Text;
using System.Text.Json.Nodes;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Model;

namespace PaySsam.Tests.Support;

/// <summary>Test data.</summary>
internal static class Some
{
    public const string ApiKey = "a-live-key-of-the-tests";

    public const string UrlToken = "a1url2token3of4the5tests67890123";

    public static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static string BillId() => Guid.NewGuid().ToString("N")[..20];

    /// <summary>A callback's JSON: paid, with an apikey, unless <paramref name="fields"/> say otherwise; null leaves a field out.</summary>
    public static string Json(string billId, params (string Name, JsonNode? Value)[] fields)
    {
        var json = new JsonObject
        {
            ["apikey"] = ApiKey,
            ["bill_id"] = billId,
            ["appr_state"] = "F",
            ["appr_dt"] = "20250105134753",
            ["appr_price"] = "50000",
            ["appr_num"] = "30012345",
        };
        foreach (var (name, value) in fields)
        {
            json.Remove(name);
            if (value is not null)
                json[name] = value;
        }

        return json.ToJsonString();
    }

    public static Callback Callback(string billId, params (string Name, JsonNode? Value)[] fields) =>
        Parsed(Json(billId, [("apikey", null), .. fields]));

    public static Callback Parsed(string json) =>
        CallbackParser.TryParse(Encoding.UTF8.GetBytes(json), out var callback, out var problem)
            ? callback
            : throw new InvalidOperationException(problem);

    /// <summary>Of a callback that is valid, as if an older version had refused it.</summary>
    public static DeadLetter DeadLetter(string billId, int hour = 0, DeadLetterReason reason = DeadLetterReason.InvalidCallback) =>
        PaySsam.Callbacks.DeadLetters.DeadLetter.OfCallback(
            reason,
            "an older version did not take it",
            Callback(billId).Json,
            Time.AddHours(hour)
        );

    public static ReceivedCallback Received(Callback callback, int second = 0) => new(callback, Time.AddSeconds(second), null);
}
