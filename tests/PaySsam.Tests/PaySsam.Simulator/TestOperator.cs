using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Simulator;

/// <summary>
/// A receiver's operator in memory: is told which bills there are, and asks PaySsam for those of a day. It takes two calls
/// for a day; before, one finds it busy and one fails.
/// </summary>
internal sealed class TestOperator : IAsyncDisposable
{
    private readonly TestReceiver _receiver;
    private readonly WebApplication _app;
    private readonly HttpClient _http = new();
    private readonly TaskCompletionSource<Uri> _paySsam = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> _days = [];

    private TestOperator(TestReceiver receiver, WebApplication app) => (_receiver, _app) = (receiver, app);

    public Uri Bills => new($"{_app.Urls.Single()}/bills?code=c");

    public Uri Reconcile => new($"{_app.Urls.Single()}/reconcile?code=c");

    /// <summary>Each registered bill with its day.</summary>
    public ConcurrentDictionary<string, string> Registered { get; } = [];

    /// <summary>How many bills came in each call.</summary>
    public ConcurrentQueue<int> Sizes { get; } = [];

    /// <summary>The day of each call to reconcile.</summary>
    public IReadOnlyList<string> Days => [.. _days];

    /// <summary>The headers that came, each once: the function key and the operator's mark.</summary>
    public ConcurrentDictionary<(string Key, string Mark), bool> Headers { get; } = [];

    public static async Task<TestOperator> StartAsync(TestReceiver receiver)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var bed = new TestOperator(receiver, app);
        app.MapPost("/bills", bed.RegisterAsync);
        app.MapPost("/reconcile", (Delegate)bed.ReconcileAsync);
        await app.StartAsync();
        return bed;
    }

    /// <summary>Where PaySsam is asked.</summary>
    public void Ask(Uri paySsam) => _paySsam.SetResult(paySsam);

    /// <summary>Asks for these bills, and hands the answers to the receiver as callbacks.</summary>
    public async Task AskAsync(IEnumerable<string> bills)
    {
        var paySsam = await _paySsam.Task;
        foreach (var bill in bills)
        {
            using var answer = await _http.PostAsJsonAsync(
                new Uri(paySsam, "if/bill/read"),
                new JsonObject { ["apikey"] = Some.ApiKey, ["bill_id"] = bill }
            );
            var callback = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
            callback.Remove("code");
            callback.Remove("msg");
            callback["apikey"] = Some.ApiKey;
            using var recorded = await _http.PostAsJsonAsync(_receiver.Callback, callback);
            Assert.True(recorded.IsSuccessStatusCode);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    private async Task RegisterAsync(HttpContext http)
    {
        Note(http.Request);
        var bills = (await http.Request.ReadFromJsonAsync<JsonObject>())!["bills"]!.AsArray();
        Sizes.Enqueue(bills.Count);
        Assert.All(
            bills,
            bill => Assert.True((long)bill!["amount_won"]! > 0 && Registered.TryAdd((string)bill["bill_id"]!, (string)bill["expires_on"]!))
        );
    }

    private async Task<IResult> ReconcileAsync(HttpContext http)
    {
        Note(http.Request);
        var day = (string)http.Request.Query["day"]!;
        _days.Enqueue(day);
        if (_days.Count <= 2)
            return Results.StatusCode(_days.Count == 1 ? 409 : 503);
        var isLast = Days.Skip(2).Count(known => known == day) == 2;
        if (isLast)
            await AskAsync(Registered.Where(bill => bill.Value == day).Select(bill => bill.Key));
        return Results.Json(new { day, finished = isLast });
    }

    private void Note(HttpRequest request) =>
        Headers[($"{request.Headers["x-functions-key"]}", $"{request.Headers["x-payssam-operator"]}")] = true;
}
