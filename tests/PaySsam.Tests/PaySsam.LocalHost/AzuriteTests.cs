using Azure.Storage.Queues;
using PaySsam.LocalHost;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.LocalHost;

/// <summary>LocalHost on the Azurite that it starts itself.</summary>
public class AzuriteTests
{
    private const string DevelopmentKey = "local-development-key";
    private readonly string _bill = Some.BillId();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Payments_survive_a_stop_and_a_kill(bool kill)
    {
        using var folder = new TemporaryFolder();
        await using (var first = await StartAsync(folder))
        {
            Assert.Equal(200, (await first.Http.PostAsync(Json(_bill))).Status);
            await first.Http.WaitForPaymentAsync(_bill);
            if (kill)
                await first.KillAsync();
            else
                Assert.Equal(0, await first.StopAsync());
        }

        await using (var second = await StartAsync(folder))
            Assert.Equal(1, (await second.Http.WaitForPaymentAsync(_bill)).History());
        Assert.False(File.Exists(Path.Combine(folder.Path, "azurite.pid")));
    }

    [Fact]
    public async Task A_lock_that_nobody_beats_is_taken_over()
    {
        using var folder = new TemporaryFolder();
        var abandoned = Path.Combine(folder.Path, "azurite.pid");
        await File.WriteAllTextAsync(abandoned, $"{Environment.ProcessId}");
        File.SetLastWriteTimeUtc(abandoned, DateTime.UtcNow.AddMinutes(-1));

        await using var host = await StartAsync(folder);
        Assert.NotEqual($"{Environment.ProcessId}", await File.ReadAllTextAsync(abandoned));
    }

    [Fact]
    public async Task Two_on_one_folder_are_refused()
    {
        using var folder = new TemporaryFolder();
        await using var first = await StartAsync(folder);

        var (exitCode, output) = await ProductProcess.RunAsync(
            Product.LocalHost,
            new Dictionary<string, string?>(),
            "--urls",
            "http://127.0.0.1:0",
            "--data",
            folder.Path
        );

        Assert.Equal(1, exitCode);
        Assert.Contains("is using", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_acknowledged_before_a_stop_is_recorded_after_it()
    {
        using var folder = new TemporaryFolder();
        var bills = Enumerable.Range(0, 200).Select(_ => Some.BillId()).ToList();
        await using (var first = await StartAsync(folder))
        {
            await Task.WhenAll(bills.Select(bill => AcknowledgedAsync(first.Http, Json(bill))));
            await first.StopAsync();
        }

        await using var second = await StartAsync(folder);
        foreach (var bill in bills)
            Assert.Equal(1, (await second.Http.WaitForPaymentAsync(bill)).History());
    }

    [Fact]
    public async Task Each_start_has_a_key_of_its_own_on_the_same_data()
    {
        const string published = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
        using var folder = new TemporaryFolder();
        string old;
        await using (var first = await Azurite.StartAsync(folder.Path))
        {
            old = Part(first.ConnectionString, "AccountKey");
            await new QueueClient(first.ConnectionString, "kept", Version).CreateAsync();
        }

        await using var second = await Azurite.StartAsync(folder.Path);
        var key = Part(second.ConnectionString, "AccountKey");

        Assert.Equal(3, new[] { old, key, published }.Distinct().Count());
        Assert.True(await new QueueClient(second.ConnectionString, "kept", Version).ExistsAsync());
        foreach (var wrong in new[] { old, published })
        {
            var queue = new QueueClient(second.ConnectionString.Replace(key, wrong, StringComparison.Ordinal), "kept", Version);
            Assert.Equal(403, (await Assert.ThrowsAsync<Azure.RequestFailedException>(() => queue.SendMessageAsync("forged"))).Status);
        }
    }

    [Fact]
    public async Task The_storage_is_printed_on_request_only()
    {
        using var folder = new TemporaryFolder();
        await using (var silent = await StartAsync(folder))
            Assert.DoesNotContain("AccountKey", silent.Output, StringComparison.Ordinal);

        await using var host = await ProductProcess.StartAsync(
            Product.LocalHost,
            new Dictionary<string, string?>(),
            "--show-storage",
            "--data",
            folder.Path
        );
        var printed = host.Output.Split('\n').Single(line => line.StartsWith("PaySsamStorage=", StringComparison.Ordinal)).Trim();
        var storage = new QueueServiceClient(printed["PaySsamStorage=".Length..], Version);
        Assert.Equal(200, (await storage.GetPropertiesAsync()).GetRawResponse().Status);
    }

    [Fact]
    public async Task The_development_key_is_printed_and_works_only_if_no_key_is_set()
    {
        using var folder = new TemporaryFolder();
        await using (var host = await StartAsync(folder))
        {
            Assert.Contains(DevelopmentKey, host.Output, StringComparison.Ordinal);
            Assert.Contains(Greeting.DevelopmentToken, host.Output, StringComparison.Ordinal);
        }

        await using var keyed = await ProductProcess.StartAsync(
            Product.LocalHost,
            new Dictionary<string, string?> { ["PaySsam__ApiKeys__1"] = Some.ApiKey },
            "--data",
            folder.Path
        );
        Assert.Equal(401, (await keyed.Http.PostAsync(Json(_bill))).Status);
        Assert.Equal(200, (await keyed.Http.PostAsync(Some.Json(_bill))).Status);
    }

    [Fact]
    public async Task A_key_is_found_neither_in_the_data_nor_in_what_is_printed()
    {
        const string other = "the-other-live-key-of-the-tests";
        using var folder = new TemporaryFolder();
        string output;
        await using (
            var host = await ProductProcess.StartAsync(
                Product.LocalHost,
                new Dictionary<string, string?>
                {
                    ["PaySsam__ApiKeys__0"] = Some.ApiKey,
                    ["PaySsam__ApiKeys__1"] = other,
                    ["Logging__LogLevel__Default"] = "Trace",
                },
                "--data",
                folder.Path
            )
        )
        {
            await host.Http.PostAsync(Some.Json(_bill, ("memo", $"key={Some.ApiKey}"), ("apikey2", other)));
            await host.Http.PostAsync(Some.Json(_bill, ("apikey", other), (Some.ApiKey, "x"), ("appr_state", "C")));
            await host.Http.PostAsync(Some.Json(Some.ApiKey));
            await host.Http.PostAsync(Some.Json(_bill, ("appr_state", other)));
            await host.Http.PostAsync($"{Some.ApiKey} is no JSON");
            await host.Http.WaitForPaymentAsync(_bill, payment => payment.History() == 2);
            await host.StopAsync();
            output = host.Output;
        }

        var texts = Directory
            .EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories)
            .Select(File.ReadAllText)
            .Append(output)
            .ToList();
        Assert.Contains(texts, text => text.Contains(_bill, StringComparison.Ordinal));
        Assert.All(
            texts,
            text =>
                Assert.All(
                    [Some.ApiKey, other],
                    key =>
                    {
                        Assert.DoesNotContain(key, text, StringComparison.Ordinal);
                        Assert.All(
                            Enumerable.Range(0, 3),
                            shift => Assert.DoesNotContain(InBase64(key, shift), text, StringComparison.Ordinal)
                        );
                    }
                )
        );
    }

    /// <summary>Like PaySsam, only sooner: a busy machine may answer 503 first.</summary>
    private static async Task AcknowledgedAsync(HttpClient http, string body)
    {
        while ((await http.PostAsync(body)).Status != 200)
            await Task.Delay(100);
    }

    private static QueueClientOptions Version => new(QueueClientOptions.ServiceVersion.V2024_11_04);

    private static string Part(string connectionString, string name) =>
        connectionString.Split(';').Single(part => part.StartsWith($"{name}=", StringComparison.Ordinal))[(name.Length + 1)..];

    private static Task<ProductProcess> StartAsync(TemporaryFolder folder) =>
        ProductProcess.StartAsync(Product.LocalHost, new Dictionary<string, string?>(), "--data", folder.Path);

    private static string Json(string bill) => Some.Json(bill, ("apikey", DevelopmentKey));

    /// <summary>The part of a text's base64 that is the same whatever stands before and behind it, at one of three shifts.</summary>
    private static string InBase64(string text, int shift) =>
        Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(new string('x', shift) + text))[4..^4];
}
