using Azure;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using PaySsam.Callbacks.Storage;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Reliability;

/// <summary>How often the product's clients try, and that each attempt has an end, in full: the fault tests shorten both.</summary>
public class TimeOutTests(TestBed bed)
{
    private static readonly Dictionary<string, Func<IServiceProvider, Task>> Calls = new()
    {
        ["acknowledgement"] = services => services.GetRequiredService<QueueServiceClient>().GetPropertiesAsync(),
        ["other queues"] = services => services.GetRequiredService<PatientQueues>().Service.GetPropertiesAsync(),
        ["tables"] = services => services.GetRequiredService<TableServiceClient>().GetPropertiesAsync(),
    };

    [Fact]
    public Task An_attempt_without_an_answer_is_given_up_and_made_again() =>
        Task.WhenAll(
            Calls.Values.Select(async call =>
            {
                var (left, attempts) = (1, 0);
                var transport = new FaultyTransport(_ =>
                {
                    Interlocked.Increment(ref attempts);
                    return Interlocked.Decrement(ref left) >= 0 ? Fault.Silence : null;
                });
                using var host = ProductHost.Build(bed.ConnectionString, transport);

                await call(host.Services).WaitAsync(TimeSpan.FromMinutes(1));

                Assert.Equal(1, transport.Faults);
                Assert.True(attempts > 1);
            })
        );

    [Theory]
    [InlineData("acknowledgement", 6)]
    [InlineData("other queues", 3)]
    [InlineData("tables", 3)]
    public async Task What_is_refused_is_tried_as_often_as_documented(string client, int attempts)
    {
        var transport = new FaultyTransport(_ => Fault.Refused);
        using var host = ProductHost.Build(bed.ConnectionString, transport);

        var failed = await Assert.ThrowsAnyAsync<Exception>(() => Calls[client](host.Services));

        Assert.True(failed is AggregateException or RequestFailedException, $"{failed}");
        Assert.Equal(attempts, transport.Faults);
    }
}
