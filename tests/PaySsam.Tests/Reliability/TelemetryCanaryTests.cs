using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using System.IO.Pipelines;
using System.Text;
using Azure.Core.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Hosting;
using PaySsam.Callbacks.Http;
using PaySsam.Callbacks.Reading;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Repair;
using PaySsam.LocalHost;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Reliability;

/// <summary>
/// The same canaries in-process, where all that a host could export is heard: each log with its state, each tag of each
/// metric, each trace, the Azure SDK's own events, and the exceptions that are left to the host.
/// </summary>
public sealed class TelemetryCanaryTests : IDisposable
{
    private readonly string _bill = Some.BillId();
    private readonly ConcurrentDictionary<string, bool> _told = [];
    private readonly List<IDisposable> _listeners = [];

    [Fact]
    public async Task A_canary_reaches_no_log_no_metric_and_no_trace()
    {
        await using var azurite = await OwnAzurite.StartAsync();
        Listen();
        using var host = Build(azurite.ConnectionString);

        await ReceiveAsync(host, Canaries.Refused(_bill));
        await ReceiveAsync(host, Canaries.WithToken(_bill), Canaries.UrlToken);
        await ReceiveAsync(host, [(200, Canaries.Json(_bill)), (200, Canaries.JsonV2(_bill)), (200, Canaries.Enveloped(_bill))]);
        foreach (var message in Messages)
            await host.Services.GetRequiredService<CallbackRecorder>().RecordAsync(message, default);
        await host.Services.GetRequiredService<PoisonKeeper>().KeepAsync("payssam-callbacks", Messages[^1], null, default);
        Assert.Equal(200, (await host.Services.GetRequiredService<PaymentQuery>().GetAsync(_bill, null, false, default)).Status);
        var desk = host.Services.GetRequiredService<DeadLetterDesk>();
        Assert.Equal(200, (await desk.ListAsync(null, false, false, null, default)).Status);
        Assert.Equal(200, (await host.Services.GetRequiredService<PaymentList>().GetAsync(Day, null, null, default)).Status);
        Assert.Equal(200, (await host.Services.GetRequiredService<DaySummary>().GetAsync(Day, default)).Status);
        Assert.Null(await ExportAsync(host));
        foreach (var reason in Enum.GetNames<DeadLetterReason>())
            await AssertToldAsync(desk.RedriveAllAsync(reason, null, default), 200);

        AssertNothingLeaked(host);
        Assert.All(
            ["payssam.callback.receive", "payssam.callback.record", "contradiction", "unreadablemessage"],
            told => Assert.Contains(told, _told.Keys)
        );
        Assert.Contains(_told.Keys, told => told.Contains(_bill, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nor_does_it_where_storage_fails()
    {
        Listen();
        using var host = Build(StorageAddress.Nowhere);

        var desk = host.Services.GetRequiredService<DeadLetterDesk>();
        var recorder = host.Services.GetRequiredService<CallbackRecorder>();
        await Task.WhenAll([
            ReceiveAsync(
                host,
                [
                    (503, Canaries.Json(_bill)),
                    (503, Canaries.Enveloped(_bill)),
                    (503, Canaries.Json(_bill, ("appr_state", Canaries.Personal[0]))),
                ]
            ),
            AssertToldAsync(desk.ListAsync(null, false, false, null, default), 503),
            AssertToldAsync(desk.RedriveAsync("any", Stream.Null, isDryRun: false, default), 503),
            AssertToldAsync(host.Services.GetRequiredService<PaymentQuery>().GetAsync(_bill, null, false, default), 503),
            AssertToldAsync(host.Services.GetRequiredService<PaymentList>().GetAsync(Day, null, null, default), 503),
            AssertToldAsync(host.Services.GetRequiredService<DaySummary>().GetAsync(Day, default), 503),
            AssertToldAsync(ExportAsync(host).ContinueWith(reply => reply.Result!.Value, TaskScheduler.Default), 503),
            AssertToldAsync(host.Services.GetRequiredService<HealthCheck>().CheckAsync(forOperator: true), 503),
            FailsAsync(host.Services.GetRequiredService<PoisonKeeper>().KeepAsync("payssam-callbacks", Messages[^1], null, default)),
            .. Messages.Select(message => FailsAsync(recorder.RecordAsync(message, default))),
        ]);

        AssertNothingLeaked(host);
        Assert.Contains("unavailable", _told.Keys);
    }

    private const string Day = "2025-01-05";

    private static Task<Reply?> ExportAsync(IHost host) =>
        host.Services.GetRequiredService<PaymentExport>().WriteAsync(Day, Day, (_, _) => PipeWriter.Create(Stream.Null), default);

    public void Dispose() => _listeners.ForEach(listener => listener.Dispose());

    private string[] Messages => [.. Canaries.UnreadableMessages(_bill), Canaries.InvalidMessage, Valid("D"), Valid("F")];

    private string Valid(string state) =>
        Canaries.Message(
            Some.Json(
                _bill,
                ("apikey", null),
                ("appr_state", state),
                ("appr_issuer_num", Canaries.Personal[0]),
                (Canaries.Personal[1], Canaries.Personal[2])
            )
        );

    private void AssertNothingLeaked(IHost host)
    {
        foreach (var record in host.Services.GetRequiredService<FakeLogCollector>().GetSnapshot())
        {
            Tell(record.Message, record.Exception);
            foreach (var (name, value) in record.StructuredState ?? [])
                Tell(name, value);
        }

        Assert.All(_told.Keys, told => Assert.Empty(Canaries.AllIn(told)));
    }

    private async Task ReceiveAsync(IHost host, IEnumerable<(int Status, string Body)> bodies, string? token = null)
    {
        var receiver = host.Services.GetRequiredService<CallbackReceiver>();
        foreach (var (status, body) in bodies)
            await AssertToldAsync(
                receiver.ReceiveAsync(new CallbackRequest(new MemoryStream(Encoding.UTF8.GetBytes(body))) { Tokens = [token] }, default),
                status
            );
    }

    private async Task AssertToldAsync(Task<Reply> answer, int status)
    {
        var reply = await answer;
        Assert.Equal(status, reply.Status);
        Tell(Encoding.UTF8.GetString(reply.Json.Span));
    }

    private async Task FailsAsync(Task work) => Tell(await Record.ExceptionAsync(() => work));

    private void Listen()
    {
        var meters = new MeterListener { InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument) };
        meters.SetMeasurementEventCallback<long>((_, _, tags, _) => Tell(tags));
        meters.SetMeasurementEventCallback<double>((_, _, tags, _) => Tell(tags));
        meters.SetMeasurementEventCallback<int>((_, _, tags, _) => Tell(tags));
        meters.Start();
        _listeners.Add(meters);

        var activities = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Tell,
        };
        ActivitySource.AddActivityListener(activities);
        _listeners.Add(activities);
        _listeners.Add(new AzureEventSourceListener((happened, text) => Tell([text, .. happened.Payload ?? []]), EventLevel.LogAlways));
    }

    private void Tell(Activity activity)
    {
        Tell(activity.OperationName, activity.DisplayName, activity.StatusDescription, activity.TraceStateString);
        foreach (
            var (name, value) in activity
                .TagObjects.Concat(activity.Events.SelectMany(happened => happened.Tags))
                .Concat(activity.Links.SelectMany(link => link.Tags ?? []))
        )
            Tell(name, value);
        foreach (var (name, value) in activity.Baggage)
            Tell(name, value);
        Tell([.. activity.Events.Select(happened => happened.Name)]);
    }

    private void Tell(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (name, value) in tags)
            Tell(name, value);
    }

    private void Tell(params object?[] told)
    {
        foreach (var text in told)
            _told.TryAdd($"{text}", true);
    }

    private static IHost Build(string storage)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["PaySsamStorage"] = storage,
                ["PaySsam:ApiKeys:0"] = Canaries.Keys[0],
                ["PaySsam:ApiKeys:1"] = Canaries.Keys[1],
                ["PaySsam:UrlTokens:0"] = Canaries.UrlToken,
                ["PaySsam:Api:BaseUrl"] = "https://payssam.test/",
                ["PaySsam:Api:Version"] = "v2",
                ["PaySsam:Api:Key"] = Canaries.PartnerKey,
            }
        );
        builder.Services.AddPaySsamCallbacks(builder.Configuration);
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddFakeLogging());
        return builder.Build();
    }
}
