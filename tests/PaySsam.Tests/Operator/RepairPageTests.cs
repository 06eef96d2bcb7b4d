using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage.Queues;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Operator;

/// <summary>Dead letters are put right in a browser.</summary>
public sealed class RepairPageTests(PageBed bed) : IClassFixture<PageBed>
{
    private const string OtherKey = "the-key-that-nobody-configured";

    [Fact]
    public async Task Three_missing_payments_are_put_right_and_the_day_adds_up()
    {
        PageBed.SkipWithoutBrowser();
        var paid = new List<JsonNode>();
        foreach (var amount in new[] { 11_000, 22_000, 33_000, 44_000 })
            paid.Add(await PayAsync(amount));

        Assert.Equal(200, await PostAsync(paid[0]));
        Assert.Equal(400, await PostAsync(paid[1], ("bill_id", null)));
        Assert.Equal(400, await PostAsync(paid[2], ("appr_state", "X")));
        Assert.Equal(401, await PostAsync(paid[3], ("apikey", OtherKey)));
        var given = new JsonObject
        {
            ["missing"] = new JsonArray([.. paid.Skip(1).Select(bill => bill.DeepClone())]),
            ["day"] = (string)paid[0]["day"]!,
            ["sum"] = paid.Sum(bill => (long)bill["amount_won"]!),
        };

        await bed.PlayAsync("repair", given.DeepClone().AsObject());
        await bed.RestartAsync(OtherKey);
        await bed.PlayAsync("repairWithKey", given);

        foreach (var (bill, sources) in paid.Zip(["callback", "corrected", "corrected", "callback"]))
        {
            var payment = await bed.Http.WaitForPaymentAsync((string)bill["bill_id"]!);
            Assert.Equal([sources], payment["history"]!.AsArray().Select(one => (string)one!["source"]!));
        }
    }

    [Fact]
    public async Task Several_of_one_problem_are_put_right_at_once()
    {
        PageBed.SkipWithoutBrowser();
        var bills = new List<string>();
        for (var number = 1; number <= 3; number++)
        {
            bills.Add(Some.BillId());
            var body = Some.Json(bills[^1], ("appr_state", number), ("appr_dt", "20190501101500"));
            Assert.Equal(400, (await bed.Http.PostAsync(body)).Status);
        }

        await bed.PlayAsync("repairAll", new() { ["bills"] = new JsonArray([.. bills.Select(bill => (JsonNode)bill)]) });

        foreach (var bill in bills)
            Assert.Equal("F", (await bed.Http.WaitForPaymentAsync(bill)).State());
    }

    [Fact]
    public async Task A_queue_message_that_cannot_be_read_shows_what_can()
    {
        PageBed.SkipWithoutBrowser();
        var bill = Some.BillId();
        var options = new QueueClientOptions(QueueClientOptions.ServiceVersion.V2024_11_04);
        var queue = new QueueClient(bed.Azurite.ConnectionString, "payssam-callbacks", options);
        await queue.CreateIfNotExistsAsync();
        await queue.SendMessageAsync(Some.Json(bill, ("apikey", null)));

        await bed.PlayAsync("repairRead", new() { ["bill"] = bill });
    }

    /// <summary>As the simulator's register has it.</summary>
    private async Task<JsonNode> PayAsync(long amountWon)
    {
        var bill = await bed.PaySsam.CreateAsync(amountWon);
        Assert.Equal(HttpStatusCode.NoContent, (await bed.PaySsam.PostAsync($"pay?bill_id={bill}")).Status);
        return (await bed.PaySsam.RegisterAsync()).Single(one => (string?)one["bill_id"] == bill);
    }

    /// <summary>Tells the payment, with something wrong.</summary>
    private async Task<int> PostAsync(JsonNode bill, params (string Name, JsonNode? Value)[] wrong)
    {
        var body = Some.Json(
            (string)bill["bill_id"]!,
            [
                ("appr_dt", (string?)bill["appr_dt"]),
                ("appr_num", (string?)bill["appr_num"]),
                ("appr_price", $"{bill["amount_won"]}"),
                .. wrong,
            ]
        );
        return (await bed.Http.PostAsync(Encoding.UTF8.GetBytes(body), Some.UrlToken)).Status;
    }
}
