using System.Text;
using System.Text.Json.Nodes;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Reading;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Retaining;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Retaining;

/// <summary>Bills whose callbacks tie, contradict each other and come at one moment, with personal data.</summary>
internal static class OddBills
{
    public const string Card = "531077CARD4242";
    public const string Phone = "01077294711";
    public const string Receipt = "RECEIPT30097";
    public const string Unknown = "110-555-ACCOUNT";

    public static readonly string[] Canaries = [Card, Phone, Receipt, Unknown];

    /// <summary>Distinct callbacks.</summary>
    public static List<ReceivedCallback> Random(string bill, Random random, int most)
    {
        var count = 1 + random.Next(most);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ => Some.Received(Callback(bill, random), random.Next(3)))
                .DistinctBy(received => received.Callback.Id),
        ];
    }

    public static ReceivedCallback Full(string bill, int second, params (string Name, JsonNode? Value)[] fields) =>
        Some.Received(
            Some.Callback(
                bill,
                [
                    ("appr_issuer_num", Card),
                    ("appr_cash_issuance_number", Phone),
                    ("appr_cash_num", Receipt),
                    ("payer", new JsonObject { ["account"] = Unknown }),
                    ("member", "store 1"),
                    .. fields,
                ]
            ),
            second
        ) with
        {
            AuthenticatedBy = "key",
            Dropped = [new DroppedField($"photo of {Unknown}", 5_000)],
        };

    public static ReceivedCallback Told(string bill, string phone, params (string Name, JsonNode? Value)[] fields) =>
        Full(bill, 0, [("appr_cash_issuance_number", phone), .. fields]);

    public static DeadLetter Letter(string bill, DeadLetterReason reason, string phone = Phone) =>
        DeadLetter.OfCallback(
            reason,
            "a test",
            Encoding.UTF8.GetBytes($$"""{"bill_id":"{{bill}}","appr_state":"X","appr_cash_issuance_number":"{{phone}}","x":"{{Card}}"}"""),
            Some.Time
        );

    /// <summary>Exactly what a person is answered, but for what is to be erased.</summary>
    public static string Answer(Bill bill)
    {
        var answer = JsonNode.Parse(
            JsonWriting.Write(json => PaymentJson.Write(json, bill, new HistoryPage(bill.History, Continuation: null), false)).Span
        )!;
        foreach (var holder in answer["history"]!.AsArray().Append(answer))
        {
            var callback = holder!["callback"]!.AsObject();
            foreach (var name in callback.Select(field => field.Key).ToList())
            {
                if (PersonalFields.Erased.Any(field => field.WireName() == name))
                    callback[name] = ErasedCallback.Mark;
                else if (name != "member" && !CallbackFields.All.Any(field => field.WireName() == name))
                    callback.Remove(name);
            }

            foreach (var dropped in holder["dropped"]?.AsArray() ?? [])
                dropped!["name"] = ErasedCallback.Mark;
        }

        return answer.ToJsonString() + string.Join(';', bill.Ledger.Attention);
    }

    private static Callback Callback(string bill, Random random)
    {
        var fields = new (string Name, JsonNode? Value)[]
        {
            ("appr_state", Pick<JsonNode>(random, "W", "D", "F", "F", "C", "f ")),
            ("appr_dt", Pick<JsonNode?>(random, "20250105134753", "202501051347", "20250106000000", "20990101000000", null)),
            ("appr_price", Pick<JsonNode?>(random, "50000", "40000", "1,000", 30000, null)),
            ("appr_num", Pick<JsonNode?>(random, "1", "2", "0001", null)),
            ("appr_origin_num", Pick<JsonNode?>(random, "1", "3", null)),
            ("appr_origin_dt", Pick<JsonNode?>(random, "20250105134753", null)),
            ("appr_issuer", Pick<JsonNode?>(random, "국민", "신한", null)),
            ("appr_issuer_num", Pick<JsonNode?>(random, Card, Card + "1", null)),
            ("appr_cash_issuance_number", Pick<JsonNode?>(random, Phone, 1077294711, null)),
            ("member", Pick<JsonNode?>(random, "store 1", 2, null)),
            ("payer", Pick<JsonNode?>(random, Unknown, null)),
        };
        return Some.Callback(bill, fields);
    }

    private static T Pick<T>(Random random, params T[] values) => values[random.Next(values.Length)];
}
