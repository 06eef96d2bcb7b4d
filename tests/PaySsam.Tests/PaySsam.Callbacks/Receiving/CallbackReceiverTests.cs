using System.Buffers;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using PaySsam.Callbacks.Http;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Telemetry;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Receiving;

public class CallbackReceiverTests(TestBed bed)
{
    private readonly string _bill = Some.BillId();

    [Fact]
    public async Task Storage_that_refuses_the_connection_is_503_so_that_PaySsam_tries_again()
    {
        using var host = ProductHost.Build(StorageAddress.Nowhere);
        await AssertUnavailableAsync(host, Some.Json(_bill));
        await AssertUnavailableAsync(host, Some.Json(_bill, ("appr_state", null)));
    }

    [Fact]
    public async Task Storage_that_never_answers_is_503()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var host = ProductHost.Build(StorageAddress.Of(((IPEndPoint)silent.LocalEndpoint).Port));
        await AssertUnavailableAsync(host, Some.Json(_bill));
        await AssertUnavailableAsync(host, Some.Json(_bill, ("appr_state", null)));
    }

    [Fact]
    public async Task A_body_that_has_not_ended_after_thirty_seconds_is_given_up()
    {
        var (answer, _, time) = Begin();

        time.Advance(TimeSpan.FromSeconds(30));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer.WaitAsync(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task A_body_that_ends_within_thirty_seconds_is_answered()
    {
        var (answer, body, time) = Begin();

        time.Advance(TimeSpan.FromSeconds(29.9));
        await body.WriteAsync("}"u8.ToArray());
        await body.CompleteAsync();

        Assert.Equal(401, (await answer.WaitAsync(TimeSpan.FromMinutes(1))).Status);
    }

    [Fact]
    public async Task A_caller_that_goes_away_after_its_body_is_stored_all_the_same()
    {
        using var host = ProductHost.Build(bed.ConnectionString);
        using var caller = new CancellationTokenSource();

        var reply = await host
            .Services.GetRequiredService<CallbackReceiver>()
            .ReceiveAsync(new LeavingCaller(Some.Json(_bill), caller), null, caller.Token);

        Assert.True(caller.IsCancellationRequested);
        Assert.Equal(200, reply.Status);
        await bed.Http.WaitForPaymentAsync(_bill);
    }

    [Theory]
    [InlineData("accepted", """{"apikey":"a-live-key-of-the-tests","bill_id":"A1","appr_state":"F"}""")]
    [InlineData("invalid", """{"apikey":"a-live-key-of-the-tests"}""")]
    [InlineData("unauthorized", "{}")]
    [InlineData("unreadable", "")]
    public async Task What_became_of_a_callback_is_counted_and_timed(string outcome, string body)
    {
        using var host = ProductHost.Build(bed.ConnectionString);
        var meters = host.Services.GetRequiredService<IMeterFactory>();
        using var count = new MetricCollector<long>(meters, CallbackMetrics.Name, "payssam.callbacks.received");
        using var duration = new MetricCollector<double>(meters, CallbackMetrics.Name, "payssam.callbacks.acknowledge.duration");

        await ReceiveAsync(host, body);

        Assert.Equal(outcome, Assert.Single(count.GetMeasurementSnapshot()).Tags["outcome"]);
        Assert.Equal(outcome, Assert.Single(duration.GetMeasurementSnapshot()).Tags["outcome"]);
    }

    [Fact]
    public async Task What_recording_did_is_counted_with_its_age()
    {
        using var host = ProductHost.Build(bed.ConnectionString);
        var meters = host.Services.GetRequiredService<IMeterFactory>();
        using var count = new MetricCollector<long>(meters, CallbackMetrics.Name, "payssam.callbacks.recorded");
        using var age = new MetricCollector<double>(meters, CallbackMetrics.Name, "payssam.callbacks.age");
        var recorder = host.Services.GetRequiredService<CallbackRecorder>();

        foreach (var (state, second) in new[] { ("F", 0), ("W", 0), ("C", 0), ("C", 1), ("C", 0), ("D", 0) })
            await recorder.RecordAsync(
                CallbackMessage.Encode([Some.Received(Some.Callback(_bill, ("appr_state", state)), second)]),
                default
            );

        Assert.Equal(
            ["new", "superseded", "changed", "repeat", "redelivered", "contradiction"],
            count.GetMeasurementSnapshot().Select(measurement => measurement.Tags["outcome"])
        );
        Assert.All(age.GetMeasurementSnapshot(), measurement => Assert.True(measurement.Value > 0));
    }

    [Fact]
    public async Task The_trace_goes_on_from_the_callback_to_its_recording()
    {
        using var parent = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        var traced = new TaskCompletionSource<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == CallbackMetrics.Name,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == parent.TraceId && activity.Kind == ActivityKind.Consumer)
                    traced.TrySetResult(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var host = ProductHost.Build(bed.ConnectionString);
        var received = new ReceivedCallback(Some.Callback(_bill), Some.Time, parent.Id);
        Activity.Current = null;

        await host.Services.GetRequiredService<CallbackRecorder>().RecordAsync(CallbackMessage.Encode([received]), default);

        Assert.Equal(parent.SpanId, (await traced.Task).ParentSpanId);
    }

    /// <summary>Received, on a clock of its own, up to the first byte of its body.</summary>
    private (Task<Reply> Answer, PipeWriter Body, FakeTimeProvider Time) Begin()
    {
        var (time, body) = (new FakeTimeProvider(), new Pipe());
        var host = ProductHost.Build(bed.ConnectionString, add: services => services.AddSingleton<TimeProvider>(time));
        body.Writer.Write("{"u8);
        var receiver = host.Services.GetRequiredService<CallbackReceiver>();
        return (receiver.ReceiveAsync(body.Reader.AsStream(), null, default), body.Writer, time);
    }

    private static async Task AssertUnavailableAsync(IHost host, string body)
    {
        var reply = await ReceiveAsync(host, body);
        Assert.Equal((503, """{"code":"5000","msg":"SYSTEM ERROR"}"""), (reply.Status, Encoding.UTF8.GetString(reply.Json.Span)));
    }

    private static Task<Reply> ReceiveAsync(IHost host, string body) =>
        host.Services.GetRequiredService<CallbackReceiver>().ReceiveAsync(new MemoryStream(Encoding.UTF8.GetBytes(body)), null, default);

    private sealed class LeavingCaller(string body, CancellationTokenSource caller) : MemoryStream(Encoding.UTF8.GetBytes(body))
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            if (read == 0)
                await caller.CancelAsync();
            return read;
        }
    }
}
