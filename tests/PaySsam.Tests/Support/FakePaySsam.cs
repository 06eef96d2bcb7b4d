using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Reconciliation;
using PaySsam.Callbacks.Settings;

namespace PaySsam.Tests.Support;

/// <summary>PaySsam as it answers API v1, in this process: a bill is what a test makes it.</summary>
internal sealed class FakePaySsam : HttpMessageHandler
{
    public const string Key = "the-partners-key-at-payssam";

    /// <summary>What makes the product ask.</summary>
    public static readonly KeyValuePair<string, string?>[] Settings =
    [
        new("PaySsam:Api:BaseUrl", "https://payssam.test/partner"),
        new("PaySsam:Api:Version", "v1"),
        new("PaySsam:Api:Key", Key),
        new("PaySsam:Api:Member", "a-member"),
        new("PaySsam:Api:Merchant", "a-merchant"),
        new("PaySsam:Api:PerSecond", "1000"),
    ];

    private readonly ConcurrentQueue<JsonNode> _asked = [];

    /// <summary>What it was asked, in order.</summary>
    public IReadOnlyList<JsonNode> Asked => [.. _asked];

    public IEnumerable<string> AskedBills => Asked.Select(question => (string)question["bill_id"]!);

    /// <summary>Its answer for a bill; an error by which there is none where it is not set.</summary>
    public Func<string, HttpResponseMessage> Answer { get; set; } = _ => Json("""{"code":"9980","msg":"청구서를 찾을 수 없습니다."}""");

    /// <summary>The bill as a callback would tell it.</summary>
    public static HttpResponseMessage Bill(string billId, params (string Name, JsonNode? Value)[] fields)
    {
        var json = JsonNode.Parse(Some.Json(billId, [("apikey", null), .. fields]))!;
        (json["code"], json["msg"]) = ("0000", "성공하였습니다.");
        return Json(json.ToJsonString());
    }

    public static HttpResponseMessage Json(string json) => Text(HttpStatusCode.OK, json, "application/json");

    public static HttpResponseMessage Text(HttpStatusCode status, string text, string type = "text/html") =>
        new(status) { Content = new StringContent(text, Encoding.UTF8, type) };

    /// <summary>The product, asking this.</summary>
    public IHost Product(string storage, Action<IServiceCollection>? add = null, FaultyTransport? transport = null) =>
        ProductHost.Build(
            storage,
            transport,
            settings: [.. ProductHost.Changes, .. Settings],
            add: services =>
            {
                services.AddSingleton(provider => new PaySsamApi(
                    provider.GetRequiredService<ApiOptions>(),
                    provider.GetRequiredService<Secrets>(),
                    TimeProvider.System,
                    this
                ));
                add?.Invoke(services);
            }
        );

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var question = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
        _asked.Enqueue(question);
        return Answer((string)question["bill_id"]!);
    }
}
