using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Simulator;

/// <summary>The simulator as PaySsam, and how it is called.</summary>
internal sealed class ServeBed : IDisposable
{
    private readonly SimulatorRun _simulator;
    private readonly HttpClient _http;

    private ServeBed(SimulatorRun simulator, int port)
    {
        _simulator = simulator;
        _http = new() { BaseAddress = new($"http://127.0.0.1:{port}/") };
    }

    public Uri Address => _http.BaseAddress!;

    /// <summary>An hour lasts a millisecond, unless told otherwise.</summary>
    public static async Task<ServeBed> StartAsync(Uri callback, params string[] arguments)
    {
        var (simulator, port) = await SimulatorRun.StartOnFreePortAsync(
            "Answering read calls at",
            [
                "serve",
                "--lang",
                "en",
                "--url",
                $"{callback}",
                "--key",
                Some.ApiKey,
                .. arguments.Contains("--hour") ? [] : new[] { "--hour", "1" },
                .. arguments,
            ]
        );
        return new(simulator, port);
    }

    /// <summary>Creates a bill.</summary>
    public async Task<string> CreateAsync(long amountWon = 50_000)
    {
        var id = Some.BillId();
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await PostAsync("bills", $$"""[{"bill_id":"{{id}}","amount_won":{{amountWon}}}]""")).Status
        );
        return id;
    }

    /// <summary>Creates a bill and pays it.</summary>
    public async Task<string> PayAsync()
    {
        var id = await CreateAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync($"pay?bill_id={id}")).Status);
        return id;
    }

    public async Task<(HttpStatusCode Status, string Body)> PostAsync(string route, string body = "")
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(new Uri(route, UriKind.Relative), content);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Asks for a bill by v1.</summary>
    public async Task<JsonObject> ReadAsync(string id, string key = Some.ApiKey) =>
        JsonNode
            .Parse((await PostAsync("if/bill/read", $$"""{"apikey":"{{key}}","member":"m","merchant":"n","bill_id":"{{id}}"}""")).Body)!
            .AsObject();

    /// <summary>Asks for a bill by v2.</summary>
    public async Task<JsonObject> ReadV2Async(string id, string key = Some.ApiKey) =>
        JsonNode
            .Parse(
                (await PostAsync("bill/read", $$"""{"apiKey":"{{key}}","bill":{"billId":"{{id}}"},"member":"m","merchant":"n"}""")).Body
            )!
            .AsObject();

    public async Task<JsonObject> AskedAsync() => (await _http.GetFromJsonAsync<JsonObject>("asked"))!;

    public async Task<IReadOnlyList<JsonNode>> RegisterAsync() =>
        [.. (await _http.GetFromJsonAsync<JsonArray>("register"))!.Select(bill => bill!)];

    /// <summary>Waits until the register says of a bill what it has to.</summary>
    public Task WaitAsync(string id, Func<JsonNode, bool> isSo) =>
        WaitAsync(async () => isSo((await RegisterAsync()).Single(bill => (string?)bill["bill_id"] == id)));

    /// <summary>Waits until it is so.</summary>
    public static async Task WaitAsync(Func<Task<bool>> isSoAsync)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        while (!await isSoAsync())
            await Task.Delay(20, patience.Token);
    }

    /// <summary>Waits until it has printed that.</summary>
    public Task SaysAsync(string text) => _simulator.SaysAsync(text);

    /// <summary>What Ctrl+C ends it with.</summary>
    public Task<Run> InterruptAsync()
    {
        _simulator.Interrupt();
        return _simulator.EndAsync();
    }

    public Task<Run> EndAsync() => _simulator.EndAsync();

    public void Dispose()
    {
        _http.Dispose();
        _simulator.Dispose();
    }
}
