using System.Text;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Scenarios;

/// <summary>The whole way over HTTP: acknowledged, queued, recorded, read back.</summary>
public abstract class MainPathTests(ProductBed bed)
{
    private const string Success = """{"code":"0000","msg":"성공하였습니다."}""";
    private readonly string _bill = Some.BillId();

    [Fact]
    public async Task The_providers_sample_is_acknowledged_and_can_be_read_back()
    {
        var sample = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "samples", "callback.json")))!;
        sample["apikey"] = Some.ApiKey;

        using var request = new StringContent(sample.ToJsonString(), null, "application/json");
        using var response = await bed.Http.PostAsync("api/payssam/callback", request);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(Success, await response.Content.ReadAsStringAsync());
        var payment = await bed.Http.WaitForPaymentAsync("사업자번호-100000001");
        Assert.Equal("F", payment.State());
        Assert.Equal(50000, payment["amount_won"]!.GetValue<long>());
        Assert.Equal("2025-01-05T13:47:53+09:00", payment["approved_at"]!.GetValue<string>());
        Assert.Equal("신한카드", payment["callback"]!["appr_issuer"]!.GetValue<string>());
        Assert.False(payment["callback"]!.AsObject().ContainsKey("apikey"));
        var entry = Assert.Single(payment["history"]!.AsArray());
        Assert.Equal("F", entry!["state"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_same_callback_in_v2_and_v1_names_is_one_payment_in_v1_names()
    {
        foreach (var (sample, key, billId) in new[] { ("callback.v2.json", "apiKey", "billId"), ("callback.json", "apikey", "bill_id") })
        {
            var body = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "samples", sample)))!;
            (body[key], body[billId]) = (Some.ApiKey, _bill);
            Assert.Equal((200, Success), await bed.Http.PostAsync(body.ToJsonString()));
            await bed.Http.WaitForPaymentAsync(_bill);
        }

        await SettledAsync();
        var payment = await bed.Http.WaitForPaymentAsync(_bill);
        Assert.Equal(1, payment.History());
        Assert.Equal(("F", 50000L), (payment.State(), payment["amount_won"]!.GetValue<long>()));
        Assert.All(
            new[] { payment["callback"]!, payment["history"]![0]!["callback"]! },
            callback =>
            {
                Assert.Equal("123456**********", callback["appr_issuer_num"]!.GetValue<string>());
                Assert.DoesNotMatch("\"appr[A-Z]|billId|api[kK]ey", callback.ToJsonString());
            }
        );
        var row = bed.Tables.GetTableClient("Payments").GetEntity<TableEntity>(_bill, "state").Value;
        Assert.Equal(("신한카드", "F"), (row["appr_issuer"], row["appr_state"]));
        Assert.DoesNotContain("billId", row.Keys);
        var kept = bed
            .Tables.GetTableClient("Payments")
            .Query<TableEntity>(row => row.PartitionKey == _bill)
            .Single(row => row.ContainsKey("Body"));
        Assert.StartsWith($"{{\"billId\":\"{_bill}\"", Encoding.UTF8.GetString(kept.GetBinary("Body")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bill_inside_an_envelope_is_recorded_and_what_is_around_it_comes_back()
    {
        await bed.Http.PostAsync(
            $$"""{"apiKey":"{{Some.ApiKey}}","member":"m","bill":{"apiKey":"{{Some.ApiKey}}","billId":"{{_bill}}","apprState":"F"} }"""
        );
        await bed.Http.PostAsync(
            Some.Json(_bill, [("member", "m"), .. new[] { "appr_dt", "appr_price", "appr_num" }.Select(name => (name, (JsonNode?)null))])
        );

        await SettledAsync();
        var payment = await bed.Http.WaitForPaymentAsync(_bill);
        Assert.Equal(1, payment.History());
        Assert.Equal($$"""{"appr_state":"F","bill_id":"{{_bill}}","member":"m"}""", payment["callback"]!.ToJsonString());
    }

    [Fact]
    public async Task Hourly_repeats_are_all_acknowledged_and_kept_once()
    {
        for (var hour = 0; hour <= 24; hour++)
            Assert.Equal((200, Success), await bed.Http.PostAsync(Some.Json(_bill)));

        await SettledAsync();
        Assert.Equal(1, (await bed.Http.WaitForPaymentAsync(_bill)).History());
    }

    [Theory]
    [InlineData("C", "F")]
    [InlineData("F", "C")]
    public async Task A_cancellation_stands_whatever_the_order(string first, string second)
    {
        await bed.Http.PostAsync(Some.Json(_bill, ("appr_state", first)));
        await bed.Http.WaitForPaymentAsync(_bill);
        await bed.Http.PostAsync(Some.Json(_bill, ("appr_state", second)));

        Assert.Equal("C", (await bed.Http.WaitForPaymentAsync(_bill, payment => payment.History() == 2)).State());
    }

    [Fact]
    public async Task Concurrent_duplicates_are_kept_once()
    {
        var bodies = Enumerable.Range(0, 60).Select(number => Some.Json(_bill, ("appr_state", "WFC"[number % 3].ToString())));

        var answers = await Task.WhenAll(bodies.Select(bed.Http.PostAsync));

        Assert.All(answers, answer => Assert.Equal((200, Success), answer));
        await SettledAsync();
        var payment = await bed.Http.WaitForPaymentAsync(_bill, payment => payment.History() == 3);
        Assert.Equal("C", payment.State());
    }

    [Fact]
    public async Task A_bill_can_be_read_by_its_path_too()
    {
        await bed.Http.PostAsync(Some.Json(_bill));
        await bed.Http.WaitForPaymentAsync(_bill);

        Assert.Contains(_bill, await bed.Http.GetStringAsync($"api/payments/{_bill}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_and_odd_fields_come_back()
    {
        await bed.Http.PostAsync(Some.Json(_bill, ("appr_price", 1000), ("member", JsonNode.Parse("""{"b":[1],"가":null}"""))));

        var payment = await bed.Http.WaitForPaymentAsync(_bill);
        Assert.Equal("1000", payment["callback"]!["appr_price"]!.GetValue<string>());
        Assert.Equal(
            """{"b":[1],"가":null}""",
            payment["callback"]!["member"]!.ToJsonString(
                new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            )
        );
    }

    [Fact]
    public async Task A_bill_that_never_came_is_not_found()
    {
        using var response = await bed.Http.GetAsync($"api/payments?bill_id={_bill}");

        Assert.Equal(404, (int)response.StatusCode);
        Assert.Equal("""{"code":"9980","msg":"청구서를 찾을 수 없습니다."}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_question_without_a_bill_is_refused()
    {
        using var response = await bed.Http.GetAsync("api/payments");
        Assert.Equal(400, (int)response.StatusCode);
    }

    /// <summary>Waits until a callback that came after all others is recorded, and whatever was fetched beside it.</summary>
    private async Task SettledAsync()
    {
        var last = Some.BillId();
        await bed.Http.PostAsync(Some.Json(last));
        await bed.Http.WaitForPaymentAsync(last);
        await Task.Delay(500);
    }
}

public sealed class MainPathOnLocalHost(TestBed bed) : MainPathTests(bed);

public sealed class MainPathOnFunctions(FunctionsBed bed) : MainPathTests(bed);
