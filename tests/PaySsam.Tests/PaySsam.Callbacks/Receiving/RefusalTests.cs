using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Telemetry;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Receiving;

/// <summary>What a stranger's callbacks cost in telemetry. Alone, because spans are told to the whole process.</summary>
[Collection(nameof(Alone))]
public sealed class RefusalTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly IHost _host;

    public RefusalTests() =>
        _host = ProductHost.Build(
            StorageAddress.Nowhere,
            add: services => services.AddSingleton<TimeProvider>(_time).AddLogging(logging => logging.AddFakeLogging())
        );

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("""{"apikey":"a-stranger's","bill_id":"A1","appr_state":"F"}""", 401)]
    [InlineData("no JSON", 400)]
    [InlineData(null, 413)]
    public async Task Ten_of_a_minute_are_logged_and_each_is_counted(string? body, int status)
    {
        var meters = _host.Services.GetRequiredService<IMeterFactory>();
        using var received = new MetricCollector<long>(meters, CallbackMetrics.Name, "payssam.callbacks.received");
        var length = body is null ? long.MaxValue : (long?)null;

        for (var post = 0; post < 100; post++)
            Assert.Equal(status, await PostAsync(body ?? "", length));
        Assert.Equal(10, Refusals().Count);
        _time.Advance(TimeSpan.FromMinutes(1));
        for (var deadline = DateTime.UtcNow.AddMinutes(1); Refusals().Count == 10; await Task.Delay(20))
            Assert.True(DateTime.UtcNow < deadline, "The rest was not told.");

        Assert.EndsWith(": 90", Refusals()[^1], StringComparison.Ordinal);
        Assert.Equal(100, received.GetMeasurementSnapshot().Sum(measurement => measurement.Value));
        await PostAsync(body ?? "", length);
        Assert.Equal(12, Refusals().Count);
    }

    [Fact]
    public async Task A_strangers_span_is_no_error_and_ours_is()
    {
        var statuses = new List<ActivityStatusCode>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == CallbackMetrics.Name,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => statuses.Add(activity.Status),
        };
        ActivitySource.AddActivityListener(listener);

        Assert.Equal(401, await PostAsync(Some.Json("A1", ("apikey", "a-stranger's"))));
        Assert.Equal(400, await PostAsync("no JSON"));
        Assert.Equal(413, await PostAsync("", long.MaxValue));
        Assert.Equal(503, await PostAsync(Some.Json("A1")));

        Assert.Equal([ActivityStatusCode.Unset, ActivityStatusCode.Unset, ActivityStatusCode.Unset, ActivityStatusCode.Error], statuses);
    }

    private async Task<int> PostAsync(string body, long? length = null) =>
        (
            await _host
                .Services.GetRequiredService<CallbackReceiver>()
                .ReceiveAsync(new MemoryStream(Encoding.UTF8.GetBytes(body)), length, default)
        ).Status;

    private List<string> Refusals() =>
        [
            .. _host
                .Services.GetRequiredService<FakeLogCollector>()
                .GetSnapshot()
                .Select(record => record.Message)
                .Where(message => message.StartsWith("Callback", StringComparison.Ordinal)),
        ];
}
