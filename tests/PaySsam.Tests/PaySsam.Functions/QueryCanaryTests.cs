using System.Text;
using System.Text.Json;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Functions;

/// <summary>
/// The published app sends its telemetry to a receiver of the tests. Each HTTP function is asked with a canary in its query: the URL's
/// token, which lets a callback in.
/// </summary>
public sealed class QueryCanaryTests
{
    private const string Canary = "canaryinthequerykx83000000000000";

    [Fact]
    public async Task A_canary_in_the_query_of_any_route_reaches_no_telemetry()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var azurite = await OwnAzurite.StartAsync();
        var settings = new Dictionary<string, string?>(receiver.Settings)
        {
            ["PaySsamStorage"] = azurite.ConnectionString,
            ["PaySsam__ApiKeys__0"] = Some.ApiKey,
            ["PaySsam__UrlTokens__0"] = Canary,
        };
        string output;
        await using (var host = await ProductProcess.StartAsync(Product.Functions, settings))
        {
            foreach (var (method, route) in await RoutesAsync())
            {
                using var request = new HttpRequestMessage(method, $"api/{route}?token={Canary}&{Canary}=1&continuation={Canary}");
                request.Content = method == HttpMethod.Post ? new StringContent("{}") : null;
                using var answer = await host.Http.SendAsync(request);
                Assert.NotEqual(500, (int)answer.StatusCode);
            }

            var keyless = Some.Json(Some.BillId(), ("apikey", null));
            Assert.Equal(401, (await host.Http.PostAsync(keyless)).Status);
            Assert.Equal(200, (await host.Http.PostAsync(Encoding.UTF8.GetBytes(keyless), Canary)).Status);
            await WaitForAsync(receiver, "logs", "Callback refused as");
            await WaitForAsync(receiver, "traces", "payssam.callback.receive");
            await WaitForAsync(receiver, "metrics", "payssam.callbacks.received");
            Assert.Equal(0, await host.StopAsync());
            output = host.Output;
        }

        Assert.All(
            new[] { output, receiver.TextOf("logs"), receiver.TextOf("traces"), receiver.TextOf("metrics") },
            told => Assert.DoesNotContain(Canary, told, StringComparison.OrdinalIgnoreCase)
        );
    }

    /// <summary>As the package declares them.</summary>
    private static async Task<List<(HttpMethod Method, string Route)>> RoutesAsync()
    {
        using var functions = JsonDocument.Parse(
            await File.ReadAllBytesAsync(Path.Combine(await PublishedApp.FolderAsync(), "functions.metadata"))
        );
        var routes = functions
            .RootElement.EnumerateArray()
            .SelectMany(function => function.GetProperty("bindings").EnumerateArray())
            .Where(binding => binding.GetProperty("type").GetString() == "httpTrigger")
            .SelectMany(binding =>
                binding
                    .GetProperty("methods")
                    .EnumerateArray()
                    .Select(method => (HttpMethod.Parse(method.GetString()), Route(binding.GetProperty("route").GetString()!)))
            )
            .ToList();
        Assert.Contains((HttpMethod.Post, "payssam/callback"), routes);
        Assert.Contains((HttpMethod.Get, "payments"), routes);
        return routes;
    }

    private static string Route(string template) =>
        template
            .Replace("/{billId?}", "", StringComparison.Ordinal)
            .Replace("/{file?}", "", StringComparison.Ordinal)
            .Replace("{id}", "any", StringComparison.Ordinal);

    private static async Task WaitForAsync(OtlpReceiver receiver, string signal, string text)
    {
        for (
            var deadline = DateTime.UtcNow.AddMinutes(2);
            !receiver.TextOf(signal).Contains(text, StringComparison.Ordinal);
            await Task.Delay(100)
        )
            Assert.True(DateTime.UtcNow < deadline, $"No {text} among the {signal}.");
    }
}
