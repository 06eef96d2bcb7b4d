using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PaySsam.Callbacks.Hosting;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Storage;
using PaySsam.Callbacks.Telemetry;
using PaySsam.LocalHost;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Telemetry;

/// <summary>
/// What Application Insights is sent, by the real exporter, heard by an endpoint of the tests' own; alone, because spans are
/// told to the whole process.
/// </summary>
[Collection(nameof(Alone))]
public sealed class TelemetryTests : IAsyncLifetime
{
    private OwnAzurite? _azurite;

    public async ValueTask InitializeAsync() => _azurite = await OwnAzurite.StartAsync();

    public async ValueTask DisposeAsync() => await _azurite!.DisposeAsync();

    [Fact]
    public async Task A_callback_is_one_trace_from_the_request_to_the_table_and_counted()
    {
        var sent = await ExportAsync(_azurite!.ConnectionString, ratio: null);

        var spans = sent.Where(item => Data(item)["name"]?.GetValue<string>() is "payssam.callback.receive" or "payssam.callback.record")
            .ToList();
        Assert.Equal(2, spans.Count);
        Assert.Single(spans.Select(span => span["tags"]!["ai.operation.id"]!.GetValue<string>()).Distinct());
        Assert.Contains(
            sent,
            item =>
                item.ToJsonString().Contains("payssam.callbacks.received", StringComparison.Ordinal)
                && item.ToJsonString().Contains("accepted", StringComparison.Ordinal)
        );
        Assert.Contains(sent, item => item.ToJsonString().Contains("payssam.callbacks.age", StringComparison.Ordinal));
        Assert.DoesNotContain(
            sent,
            item =>
                item.ToJsonString().Contains(Some.ApiKey, StringComparison.Ordinal)
                || item.ToJsonString().Contains("30012345", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Sampling_leaves_out_what_succeeded()
    {
        var sent = await ExportAsync(_azurite!.ConnectionString, ratio: "0");

        Assert.DoesNotContain(sent, item => item.ToJsonString().Contains("payssam.callback.receive", StringComparison.Ordinal));
        Assert.Contains(sent, item => item.ToJsonString().Contains("payssam.callbacks.received", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sampling_never_leaves_out_a_failure_or_its_log()
    {
        var sent = await ExportAsync(StorageAddress.Nowhere, ratio: "0");

        Assert.Contains(
            sent,
            item => Data(item)["name"]?.GetValue<string>() == "payssam.callback.receive" && Data(item)["success"]?.GetValue<bool>() == false
        );
        Assert.Contains(
            sent,
            item => Data(item)["message"]?.GetValue<string>()?.StartsWith("Callback not stored", StringComparison.Ordinal) == true
        );
    }

    [Fact]
    public async Task A_hundred_strangers_cost_no_span_and_some_lines()
    {
        var sent = new ConcurrentQueue<JsonNode>();
        await using (var endpoint = await ListenAsync(request => ReadAsync(request, sent)))
        {
            var insights = $"InstrumentationKey={Guid.NewGuid()};IngestionEndpoint={endpoint.Urls.First()}/";
            using var host = Build(
                StorageAddress.Nowhere,
                ("PaySsam:TraceSamplingRatio", "0"),
                ("APPLICATIONINSIGHTS_CONNECTION_STRING", insights)
            );
            await host.StartAsync();
            var receiver = host.Services.GetRequiredService<CallbackReceiver>();
            var body = Encoding.UTF8.GetBytes(Some.Json(Some.BillId(), ("apikey", "a-stranger's")));
            for (var post = 0; post < 100; post++)
                Assert.Equal(401, (await receiver.ReceiveAsync(new MemoryStream(body), null, default)).Status);
            await host.StopAsync();
        }

        Assert.DoesNotContain(sent, item => Data(item)["name"]?.GetValue<string>() == "payssam.callback.receive");
        var logged = sent.Select(item => Data(item)["message"]?.GetValue<string>() ?? "");
        Assert.Equal(10, logged.Count(message => message.StartsWith("Callback refused", StringComparison.Ordinal)));
        var counted = sent.Select(item => Data(item)["metrics"]?[0])
            .Single(metric => metric?["name"]?.GetValue<string>() == "payssam.callbacks.received");
        Assert.Equal(100, counted!["value"]!.GetValue<double>());
    }

    [Fact]
    public async Task Everything_goes_by_OTLP_where_that_is_configured()
    {
        var paths = new ConcurrentDictionary<string, bool>();
        await using var endpoint = await ListenAsync(request =>
        {
            paths[request.Path] = true;
            return Task.FromResult(Results.Ok());
        });
        await ReceiveAsync(
            Build(
                StorageAddress.Nowhere,
                ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.Urls.First()),
                ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
            )
        );

        Assert.Equal(["/v1/logs", "/v1/metrics", "/v1/traces"], paths.Keys.Order());
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("-1")]
    [InlineData("all")]
    public void A_ratio_that_is_none_stops_the_start(string ratio)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("PaySsam:TraceSamplingRatio", ratio)]).Build();

        var problem = Assert.Throws<OptionsValidationException>(() =>
            new ServiceCollection().AddPaySsamTelemetry(configuration, always: true)
        );

        Assert.Contains("PaySsam__TraceSamplingRatio", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_added_where_nothing_is_configured() =>
        Assert.Null(new ServiceCollection().AddPaySsamTelemetry(new ConfigurationBuilder().Build()));

    private static JsonNode Data(JsonNode item) => item["data"]!["baseData"]!;

    /// <summary>What is sent about one callback, received and recorded, until the host has stopped.</summary>
    private static async Task<List<JsonNode>> ExportAsync(string storage, string? ratio)
    {
        var sent = new ConcurrentQueue<JsonNode>();
        await using var endpoint = await ListenAsync(request => ReadAsync(request, sent));
        await ReceiveAsync(
            Build(
                storage,
                ("PaySsam:TraceSamplingRatio", ratio),
                ("APPLICATIONINSIGHTS_CONNECTION_STRING", $"InstrumentationKey={Guid.NewGuid()};IngestionEndpoint={endpoint.Urls.First()}/")
            )
        );
        return [.. sent];
    }

    private static async Task<WebApplication> ListenAsync(Func<HttpRequest, Task<IResult>> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var endpoint = builder.Build();
        endpoint.Urls.Add("http://127.0.0.1:0");
        endpoint.MapPost("/{**path}", answer);
        await endpoint.StartAsync();
        return endpoint;
    }

    private static async Task ReceiveAsync(IHost host)
    {
        using (host)
        {
            await host.StartAsync();

            // As the Functions host hands it over when it did not sample the request.
            using var request = new Activity("request")
                .SetParentId(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.None)
                .Start();
            var reply = await host
                .Services.GetRequiredService<CallbackReceiver>()
                .ReceiveAsync(new MemoryStream(Encoding.UTF8.GetBytes(Some.Json(Some.BillId()))), null, default);
            if (reply.Status == 200)
                await RecordAsync(host);
            await host.StopAsync();
        }
    }

    private static async Task RecordAsync(IHost host)
    {
        QueueMessage message = await host
            .Services.GetRequiredService<QueueServiceClient>()
            .GetQueueClient(StorageNames.CallbackQueue)
            .ReceiveMessageAsync();
        await host.Services.GetRequiredService<CallbackRecorder>().RecordAsync(message.Body.ToString(), default);
    }

    private static IHost Build(string storage, params (string Name, string? Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([
            new("PaySsamStorage", storage),
            new("PaySsam:ApiKeys:0", Some.ApiKey),
            .. settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)),
        ]);
        builder.Services.AddPaySsamCallbacks(builder.Configuration);
        Assert.NotNull(builder.Services.AddPaySsamTelemetry(builder.Configuration));
        return builder.Build();
    }

    private static async Task<IResult> ReadAsync(HttpRequest request, ConcurrentQueue<JsonNode> sent)
    {
        var body = request.Headers.ContentEncoding == "gzip" ? new GZipStream(request.Body, CompressionMode.Decompress) : request.Body;
        var lines = (await new StreamReader(body).ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in lines)
            sent.Enqueue(JsonNode.Parse(line)!);
        return Results.Json(
            new
            {
                itemsReceived = lines.Length,
                itemsAccepted = lines.Length,
                errors = Array.Empty<object>(),
            }
        );
    }
}
