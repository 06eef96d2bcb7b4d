using System.Text.Json.Nodes;
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
        Assert.Equal("""{"b":[1],"가":null}""", payment["callback"]!["member"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
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

    [Fact]
    public async Task It_says_that_it_is_well() => Assert.Equal("""{"status":"healthy"}""", await bed.Http.GetStringAsync("api/health"));

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
