using System.Text;
using System.Text.Json.Nodes;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Scenarios;

/// <summary>A bill paid twice, over HTTP: listed, settled, and closed by its cancellation.</summary>
public abstract class AttentionTests(ProductBed bed)
{
    private readonly string _bill = $"청구/{Some.BillId()}"[..20];

    [Fact]
    public async Task A_bill_paid_twice_is_listed_settled_and_closed()
    {
        await PostAsync(("appr_num", "1"));
        await PostAsync(("appr_num", "2"), ("appr_dt", "20250105140000"));
        var bill = await bed.Http.WaitForAttentionAsync(_bill, isOpen: true);
        Assert.Equal(2, bill["movements"]!.AsArray().Count);
        var payment = await bed.Http.WaitForPaymentAsync(_bill);
        Assert.Equal("""["paid_twice"]""", payment["attention"]!.ToJsonString());
        Assert.True((int)(await SummaryAsync())["open_attention"]! > 0);

        Assert.Equal(409, await SettleAsync("""{"count":1}"""));
        Assert.Equal(400, await SettleAsync("{}"));
        Assert.Equal(413, await SettleAsync($$"""{"count":2,"note":"{{new string('x', 5000)}}"}"""));
        Assert.Equal(404, await SettleAsync("""{"count":2}""", Some.BillId()));
        Assert.Equal(200, await SettleAsync("""{"count":2,"note":"call 010-1234-5678"}"""));
        bill = await bed.Http.WaitForAttentionAsync(_bill, isOpen: false);
        Assert.Equal("call 010-1234-5678", (string?)bill["note"]);
        var covered = await bed.Http.GetStringAsync("api/attention?all=true&personal=false");
        Assert.DoesNotContain("1234-5678", covered, StringComparison.Ordinal);

        await PostAsync(("appr_state", "C"), ("appr_num", "9"), ("appr_dt", "20250106000000"), ("appr_origin_num", "2"));
        await bed.Http.WaitForPaymentAsync(_bill, now => (long)now["net_won"]! == 50_000);
        for (var deadline = DateTime.UtcNow.AddMinutes(1); bill["points"]!.AsArray().Count > 0; await Task.Delay(100))
        {
            Assert.True(DateTime.UtcNow < deadline, "It did not close.");
            bill = await bed.Http.WaitForAttentionAsync(_bill, isOpen: false);
        }
    }

    private async Task PostAsync(params (string, JsonNode?)[] fields) =>
        Assert.Equal(200, (await bed.Http.PostAsync(Some.Json(_bill, fields))).Status);

    private async Task<int> SettleAsync(string body, string? bill = null)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await bed.Http.PostAsync($"api/attention/settle?bill_id={Uri.EscapeDataString(bill ?? _bill)}", content);
        return (int)response.StatusCode;
    }

    private async Task<JsonNode> SummaryAsync() => JsonNode.Parse(await bed.Http.GetStringAsync("api/summary?day=2025-01-05"))!;
}

public sealed class AttentionOnLocalHost(TestBed bed) : AttentionTests(bed);

public sealed class AttentionOnFunctions(FunctionsBed bed) : AttentionTests(bed);
