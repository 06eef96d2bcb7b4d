using System.Text;
using System.Text.Json.Nodes;
using Azure.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using PaySsam.Callbacks.Attention;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Reconciliation;
using PaySsam.Callbacks.Recording;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Attention;

/// <summary>The product on a storage of its own, two hours after the callbacks of the tests began to come.</summary>
public sealed class AttentionBed : IAsyncLifetime
{
    private readonly List<string> _requests = [];
    private OwnAzurite? _azurite;
    private IHost? _host;

    public FakeTimeProvider Time { get; } = new(Some.Time.AddHours(2));

    public string Storage => _azurite!.ConnectionString;

    public IServiceProvider Services => _host!.Services;

    public async ValueTask InitializeAsync()
    {
        _azurite = await OwnAzurite.StartAsync();
        _host = Build();
    }

    public IHost Build(Action<IServiceCollection>? add = null) =>
        ProductHost.Build(
            Storage,
            new FaultyTransport(Listen),
            services =>
            {
                services.AddSingleton<TimeProvider>(Time);
                add?.Invoke(services);
            }
        );

    public async ValueTask DisposeAsync()
    {
        _host?.Dispose();
        if (_azurite is not null)
            await _azurite.DisposeAsync();
    }

    /// <summary>How many requests to a table were made.</summary>
    public int Requests(string table)
    {
        lock (_requests)
            return _requests.Count(path => path.Contains($"/{table}", StringComparison.Ordinal));
    }

    public Task RecordAsync(params IEnumerable<ReceivedCallback> callbacks) => RecordAsync(Services, callbacks);

    public static Task RecordAsync(IServiceProvider product, params IEnumerable<ReceivedCallback> callbacks) =>
        product.GetRequiredService<CallbackRecorder>().RecordAsync(CallbackMessage.Encode([.. callbacks]), default);

    /// <summary>What the list answers of each bill.</summary>
    public async Task<IReadOnlyList<JsonNode>> ListAsync(bool all = false)
    {
        var bills = new List<JsonNode>();
        string? continuation = null;
        do
        {
            var reply = await Services.GetRequiredService<AttentionDesk>().ListAsync(all, isCovered: false, continuation, default);
            Assert.Equal(200, reply.Status);
            var page = JsonNode.Parse(reply.Json.Span)!;
            bills.AddRange(page["attention"]!.AsArray().Select(bill => bill!));
            continuation = (string?)page["continuation"];
        } while (continuation is not null);
        return bills;
    }

    /// <summary>The codes of the bills that are listed, without those that are settled.</summary>
    public async Task<IEnumerable<string>> CodesAsync() => (await ListAsync()).SelectMany(OpenCodes);

    public static IEnumerable<string> OpenCodes(JsonNode bill) =>
        bill["points"]!.AsArray().Where(point => !(bool)point!["settled"]!).Select(point => (string)point!["code"]!);

    public async Task<(int Status, JsonNode Answer)> SettleAsync(string bill, string body)
    {
        var desk = Services.GetRequiredService<AttentionDesk>();
        var stream = new MemoryStream(Encoding.UTF8.GetBytes(body));
        var reply = await desk.SettleAsync(bill, answer: null, stream, (_, _) => throw new InvalidOperationException(), default);
        return (reply.Status, JsonNode.Parse(reply.Json.Span)!);
    }

    public async Task RegisterAsync(string bill, long won)
    {
        var body = new JsonArray(
            new JsonObject
            {
                ["bill_id"] = bill,
                ["amount_won"] = won,
                ["expires_on"] = "2026-12-31",
            }
        );
        var desk = Services.GetRequiredService<ExpectedBillDesk>();
        var reply = await desk.RegisterAsync(new MemoryStream(Encoding.UTF8.GetBytes(body.ToJsonString())), default);
        Assert.Equal(200, reply.Status);
    }

    private Fault? Listen(Request request)
    {
        lock (_requests)
            _requests.Add(Uri.UnescapeDataString(request.Uri.ToUri().AbsolutePath));
        return null;
    }
}
