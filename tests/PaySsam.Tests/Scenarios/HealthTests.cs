using PaySsam.Tests.Support;

namespace PaySsam.Tests.Scenarios;

/// <summary>Who is told how the product is.</summary>
public abstract class HealthTests(ProductBed bed)
{
    private const string Healthy = """{"status":"healthy"}""";

    [Fact]
    public async Task It_says_that_it_is_well() =>
        Assert.Equal(
            (Healthy, Healthy),
            (await bed.Http.GetStringAsync("api/health"), await bed.Http.GetStringAsync("api/health/details"))
        );

    [Fact]
    public async Task A_guessable_key_works_and_warns_in_the_log_and_to_the_operator_alone()
    {
        const string key = "partner-api-key";
        const string warning = "PaySsam__ApiKeys__0 is easy to guess: it has a length of 15";
        await using var azurite = await OwnAzurite.StartAsync();
        await using var product = await ProductProcess.StartAsync(
            bed.Product,
            new Dictionary<string, string?> { ["PaySsamStorage"] = azurite.ConnectionString, ["PaySsam__ApiKeys__0"] = key }
        );

        Assert.Contains(warning, await product.Http.GetStringAsync("api/health/details"), StringComparison.Ordinal);

        // LocalHost has one caller: the operator. Deployed, anybody may ask for the other.
        var told = await product.Http.GetStringAsync("api/health");
        Assert.Equal(bed.Product is Product.LocalHost, told.Contains(warning, StringComparison.Ordinal));
        Assert.StartsWith(Healthy[..^1], told, StringComparison.Ordinal);
        Assert.Equal(200, (await product.Http.PostAsync(Some.Json(Some.BillId(), ("apikey", key)))).Status);
        await product.StopAsync();
        Assert.Contains(warning, product.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(key, product.Output, StringComparison.Ordinal);
    }
}

public sealed class HealthOfLocalHost(TestBed bed) : HealthTests(bed);

public sealed class HealthOfFunctions(FunctionsBed bed) : HealthTests(bed);
