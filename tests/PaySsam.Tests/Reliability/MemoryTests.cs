using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Recording;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Reliability;

/// <summary>
/// Received by many at once, in groups, and recorded, on a storage in memory. <c>PAYSSAM_TEST_CALLBACKS</c> sets how many.
/// </summary>
[Collection(nameof(Alone))]
public class MemoryTests
{
    private const int Callers = 64;
    private const int Chunk = 1000;
    private static readonly int Count = int.TryParse(
        Environment.GetEnvironmentVariable("PAYSSAM_TEST_CALLBACKS"),
        CultureInfo.InvariantCulture,
        out var count
    )
        ? count
        : 10_000;

    [Fact]
    public async Task Memory_does_not_grow_with_the_number_of_callbacks()
    {
        var storage = new FakeStorage { WriteTime = TimeSpan.FromMilliseconds(2), OneAfterTheOther = true };
        using var host = storage.Build(Some.ApiKey);
        var (receiver, recorder) = (
            host.Services.GetRequiredService<CallbackReceiver>(),
            host.Services.GetRequiredService<CallbackRecorder>()
        );

        var messages = await FeedAsync(Count / 10);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        messages += await FeedAsync(Count - (Count / 10));
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;

        Report.Line(
            $"Memory: {Count} callbacks of {Callers} callers in {messages} messages, received and recorded: grew by {growth / 1024} KiB"
        );
        Assert.True(growth < 1024 * 1024, $"Memory grew by {growth} bytes.");
        Assert.True(messages < Count / 4, "Callbacks did not travel together.");

        async Task<int> FeedAsync(int callbacks)
        {
            var messages = 0;
            for (var fed = 0; fed < callbacks; fed += Chunk)
            {
                await Task.WhenAll(
                    Enumerable
                        .Range(0, Callers)
                        .Select(caller => Task.Run(() => SendAsync(receiver, (Chunk / Callers) + (caller < Chunk % Callers ? 1 : 0))))
                );
                Assert.Equal(Chunk, storage.Callbacks);
                messages += storage.Messages.Count;
                await Task.WhenAll(storage.Messages.Select(message => recorder.RecordAsync(message, default)));
                Assert.Equal(Chunk, storage.Transactions);
                storage.Clear();
            }

            return messages;
        }
    }

    private static async Task SendAsync(CallbackReceiver receiver, int callbacks)
    {
        for (var number = 0; number < callbacks; number++)
            Assert.Equal(
                200,
                (await receiver.ReceiveAsync(new MemoryStream(Encoding.UTF8.GetBytes(Some.Json(Some.BillId()))), null, default)).Status
            );
    }
}
