using System.Text.Json.Nodes;
using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Serving;

/// <summary>Tells the receiver which bills there are: <c>POST {"bills":[{"bill_id","amount_won","expires_on":"yyyy-MM-dd"}]}</c>.</summary>
internal sealed class Registration(OperatorCalls calls, Uri url)
{
    private const int MostInACall = 100;

    /// <summary>Gives up at the first call that does not succeed, and says so.</summary>
    /// <exception cref="OperationCanceledException">Somebody interrupted.</exception>
    public async Task RunAsync(IReadOnlyList<Bill> bills, CancellationToken interrupted)
    {
        var registered = 0;
        foreach (var chunk in bills.Chunk(MostInACall))
        {
            var body = new JsonObject { ["bills"] = new JsonArray([.. chunk.Select(Show)]) };
            var answer = await calls.PostAsync(url, body.ToUtf8(), IsGood, interrupted);
            if (!IsGood(answer))
            {
                Screen.Line(Texts.NotRegistered(bills.Count - registered, answer.Status, answer.Failure));
                return;
            }

            registered += chunk.Length;
        }

        Screen.Line(Texts.Registered(registered));
    }

    private static bool IsGood(Answer answer) => answer.Status is >= 200 and < 300;

    private static JsonNode Show(Bill bill) =>
        new JsonObject
        {
            ["bill_id"] = bill.Id,
            ["amount_won"] = bill.AmountWon,
            ["expires_on"] = $"{bill.Day:yyyy-MM-dd}",
        };
}
