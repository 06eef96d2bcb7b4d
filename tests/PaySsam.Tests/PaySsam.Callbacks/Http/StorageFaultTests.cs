using System.Net.Sockets;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Testing;
using PaySsam.Callbacks.Hosting;
using PaySsam.Callbacks.Http;
using PaySsam.Callbacks.Reconciliation;
using PaySsam.Callbacks.Storage;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Http;

public class StorageFaultTests(TestBed bed)
{
    private readonly FakeLogger<StorageFaultTests> _logger = new();

    public static TheoryData<Exception> Faults =>
        new()
        {
            new RequestFailedException(503, "on purpose", "ServerBusy", null),
            new AuthenticationFailedException("on purpose"),
            new AggregateException(new RequestFailedException("on purpose"), new TaskCanceledException()),
            new TaskCanceledException(),
            new TimeoutException(),
            new HttpRequestException("on purpose"),
            new IOException("on purpose"),
            new SocketException((int)SocketError.ConnectionReset),
        };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_of_storage_is_503_and_called_so(Exception fault)
    {
        Assert.Equal((503, "5000"), await AnswerAsync(fault));
        Assert.StartsWith($"Storage failed, answered 503: {fault.GetType().FullName}", Logged(), StringComparison.Ordinal);
    }

    public static TheoryData<Exception> Others =>
        new()
        {
            new FormatException("on purpose"),
            new InvalidDataException("on purpose"),
            new InvalidOperationException("on purpose"),
            new AggregateException(new IOException("on purpose"), new FormatException("on purpose")),
        };

    [Theory]
    [MemberData(nameof(Others))]
    public async Task Any_other_fault_is_500_and_not_blamed_on_storage(Exception fault)
    {
        Assert.Equal((500, "5000"), await AnswerAsync(fault));
        Assert.StartsWith($"A fault of the app, answered 500: {fault.GetType().FullName} at ", Logged(), StringComparison.Ordinal);
        Assert.DoesNotContain("on purpose", Logged(), StringComparison.Ordinal);
        Assert.DoesNotContain("Storage failed", Logged(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_the_callers_fault()
    {
        using var host = ProductHost.Build(bed.ConnectionString);

        var reply = await host.Services.GetRequiredService<ExpectedBillDesk>().RegisterAsync(new BrokenStream(), default);

        Assert.Equal(
            (400, """{"code":"9999","msg":"The body did not arrive whole."}"""),
            (reply.Status, Encoding.UTF8.GetString(reply.Json.Span))
        );
    }

    [Fact]
    public async Task A_lease_that_cannot_be_given_back_is_logged()
    {
        var failing = false;
        using var host = ProductHost.Build(bed.ConnectionString, new FaultyTransport(_ => failing ? Fault.Status400 : null));
        var tables = host.Services.GetRequiredService<TableServiceClient>();
        var lease = await Lease.TryTakeAsync(tables, Sweeper.LeaseName, TimeSpan.FromSeconds(50), TimeProvider.System, _logger, default);
        failing = true;

        await lease!.EndAsync();

        Assert.StartsWith(
            "A lease was not given back, and ends within a minute: lease: Azure.RequestFailedException 400",
            Logged(),
            StringComparison.Ordinal
        );
        failing = false;
        await lease.EndAsync();
    }

    [Fact]
    public async Task A_queue_that_is_not_reached_at_the_start_is_logged()
    {
        using var host = ProductHost.Build(bed.ConnectionString, new FaultyTransport(_ => Fault.Status400));
        var logger = new FakeLogger<WarmUp>();

        await new WarmUp(host.Services.GetRequiredService<QueueServiceClient>(), logger).StartAsync(default);

        for (var deadline = DateTime.UtcNow.AddSeconds(60); logger.Collector.Count == 0; await Task.Delay(20))
            Assert.True(DateTime.UtcNow < deadline, "Nothing was logged.");
        Assert.Contains("RequestFailedException 400", logger.LatestRecord.Message, StringComparison.Ordinal);
    }

    private string Logged() => _logger.LatestRecord.Message;

    private async Task<(int Status, string Code)> AnswerAsync(Exception fault)
    {
        var reply = await StorageFault.OrSystemErrorAsync(_logger, _ => throw fault, default);
        return (reply.Status, System.Text.Json.JsonElement.Parse(reply.Json.Span).GetProperty("code").GetString()!);
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("on purpose");
    }
}
