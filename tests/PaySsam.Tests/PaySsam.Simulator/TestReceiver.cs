using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Model;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Simulator;

/// <summary>What a receiver answers.</summary>
internal sealed record TestReply(int Status, byte[] Body, string ContentType = "application/json; charset=utf-8")
{
    public static TestReply Success { get; } = new(200, """{"code":"0000","msg":"성공하였습니다."}"""u8.ToArray());

    public static TestReply Refusal { get; } = new(400, """{"code":"9999","msg":"no"}"""u8.ToArray());

    public bool Succeeds => this == Success;

    public TestReply Saying(string body) => this with { Body = Encoding.UTF8.GetBytes(body) };
}

/// <summary>A bill in a receiver's memory.</summary>
internal sealed class TestBill
{
    public JsonObject? Payment { get; set; }

    public List<JsonObject> History { get; } = [];
}

/// <summary>A small receiver in memory that does all that PaySsam asks for, but for the flaw that a test gives it.</summary>
internal sealed class TestReceiver : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, TestBill> _bills = [];
    private readonly WebApplication _app;

    private TestReceiver(WebApplication app) => _app = app;

    public Uri Callback => new($"{_app.Urls.Single()}/callback");

    public Uri Payments => new($"{_app.Urls.Single()}/payments");

    /// <summary>What came beside the body of the last callback.</summary>
    public (string Query, string? ContentType, string? ContentEncoding) Beside { get; private set; }

    /// <summary>The function key that came last.</summary>
    public string? FunctionKey { get; private set; }

    /// <summary>The function key without which no bill can be read; null: none is needed.</summary>
    public string? FunctionKeyWanted { get; set; }

    /// <param name="answer">Answers a body; the right answer is the second argument's.</param>
    /// <param name="record">Records an acknowledged callback; other than <see cref="Record"/>.</param>
    /// <param name="refusesChunks">Finds a body without a length empty, as a deployed Azure Function does.</param>
    /// <param name="wait">Before each answer.</param>
    public static async Task<TestReceiver> StartAsync(
        Func<byte[], Func<byte[], TestReply>, TestReply>? answer = null,
        Action<TestBill, JsonObject>? record = null,
        bool refusesChunks = false,
        Func<Task>? wait = null
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var receiver = new TestReceiver(app);
        app.MapPost(
            "/callback",
            async http =>
            {
                receiver.Beside = (http.Request.QueryString.Value ?? "", http.Request.ContentType, http.Request.Headers.ContentEncoding);
                using var body = new MemoryStream();
                await http.Request.Body.CopyToAsync(body);
                var bytes = refusesChunks && http.Request.ContentLength is null ? [] : body.ToArray();
                await (wait?.Invoke() ?? Task.CompletedTask);
                var reply = answer is null ? Right(bytes) : answer(bytes, Right);
                http.Response.StatusCode = reply.Status;
                http.Response.ContentType = reply.ContentType;
                await http.Response.Body.WriteAsync(reply.Body);
            }
        );
        app.MapGet("/payments", receiver.ReadAsync);
        await app.StartAsync();
        return receiver;

        TestReply Right(byte[] body) => receiver.Receive(body, record ?? Record);
    }

    /// <summary>The merge rule, and each callback once in the history.</summary>
    public static void Record(TestBill bill, JsonObject callback)
    {
        if (!bill.History.Exists(known => JsonNode.DeepEquals(known, callback)))
            bill.History.Add(callback);
        bill.Payment = bill.History.MaxBy(known =>
            ("WDFC".IndexOf((string)known["appr_state"]!, StringComparison.Ordinal), (string?)known["appr_dt"])
        );
    }

    /// <summary>The callback by the names of v1, whichever it came by.</summary>
    public static JsonObject InV1(JsonObject callback) =>
        new(
            callback.Select(field =>
                KeyValuePair.Create(
                    CallbackFields
                        .All.Where(known => known.V2Name() == field.Key)
                        .Select(known => known.WireName())
                        .FirstOrDefault(field.Key),
                    field.Value?.DeepClone()
                )
            )
        );

    /// <summary>Undoes what integrators have seen PaySsam do to a body; what has no key gets it by the right token.</summary>
    public byte[] Undo(byte[] body, string? token = null)
    {
        var (query, type, encoding) = Beside;
        if (encoding == "gzip")
        {
            using var plain = new MemoryStream();
            using var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
            gzip.CopyTo(plain);
            body = plain.ToArray();
        }

        var text = (
            type?.Contains("euc-kr", StringComparison.Ordinal) is true
                ? CodePagesEncodingProvider.Instance.GetEncoding(949)!
                : Encoding.UTF8
        ).GetString(body);
        if (type == "application/x-www-form-urlencoded")
        {
            var fields = QueryHelpers.ParseQuery(text).Select(field => KeyValuePair.Create(field.Key, (JsonNode?)field.Value.ToString()));
            text = new JsonObject(fields).ToJsonString();
        }

        if (
            token is not null
            && query == $"?token={token}"
            && JsonNode.Parse(text) is JsonObject callback
            && !InV1(callback).ContainsKey("apikey")
        )
        {
            callback["apikey"] = Some.ApiKey;
            text = callback.ToJsonString();
        }

        return Encoding.UTF8.GetBytes(text);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private TestReply Receive(byte[] body, Action<TestBill, JsonObject> record)
    {
        try
        {
            if (JsonNode.Parse(new UTF8Encoding(false, true).GetString(body)) is not JsonObject received)
                return TestReply.Refusal;
            var callback = InV1(received);
            if ((string?)callback["apikey"] != Some.ApiKey || callback["bill_id"] is null || callback["appr_state"] is null)
                return TestReply.Refusal;
            var bill = _bills.GetOrAdd((string)callback["bill_id"]!, _ => new TestBill());
            lock (bill)
                record(bill, callback);
            return TestReply.Success;
        }
        catch (Exception fault) when (fault is JsonException or DecoderFallbackException)
        {
            return TestReply.Refusal;
        }
    }

    private async Task ReadAsync(HttpContext http)
    {
        FunctionKey = http.Request.Headers["x-functions-key"];
        if (FunctionKeyWanted is not null && FunctionKey != FunctionKeyWanted)
        {
            http.Response.StatusCode = 401;
            return;
        }

        if (!_bills.TryGetValue((string)http.Request.Query["bill_id"]!, out var bill) || bill.Payment is null)
        {
            http.Response.StatusCode = 404;
            return;
        }

        string json;
        lock (bill)
        {
            var history = string.Join(',', bill.History.Select(entry => $$"""{"callback":{{entry.ToJsonString()}}}"""));
            json = $$"""{"callback":{{bill.Payment.ToJsonString()}},"history":[{{history}}]}""";
        }

        await http.Response.WriteAsync(json);
    }
}
