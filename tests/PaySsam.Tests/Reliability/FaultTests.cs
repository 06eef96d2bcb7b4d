using System.Diagnostics;
using Azure.Core;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Reliability;

/// <summary>
/// Every storage call the product makes, times every way it can go wrong: once, or for a whole delivery. Then storage is
/// well again and the delivery is repeated, as PaySsam or the queue would. What came of it is a table in
/// docs/reliability.md, which this test writes when PAYSSAM_TEST_WRITE_DOCS is set, and otherwise holds to be true.
/// The bed is this class's own: its load must not delay the tests of the other one.
/// </summary>
[Collection(nameof(Alone))]
public class FaultTests(TestBed bed) : IClassFixture<TestBed>
{
    // More at once would make the machine itself the fault.
    private static readonly SemaphoreSlim Turns = new(12);

    // Of calls that hold writes up: those all go to storage in the same moment.
    private static readonly SemaphoreSlim TurnsOfBursts = new(2);

    [Fact]
    public async Task Whatever_goes_wrong_with_storage_the_next_delivery_ends_right()
    {
        var names = StorageCalls.All.Select(call => call.Name).ToList();
        string?[][] rows = [.. (await RowsAsync(apart: false)).Concat(await RowsAsync(apart: true)).OrderBy(row => names.IndexOf(row[0]!))];

        Report.Line(
            $"Faults: {rows.Length} storage calls x {FaultTable.Tried.Count} faults, once and lasting, "
                + "each followed by a repeat: 0 lost, 0 doubled"
        );
        FaultTable.Compare("faults", rows);
    }

    /// <summary>
    /// Apart are bursts, which storage would answer too late beside the others, and the rebuild, which would do to older bills of the
    /// others what those are to do themselves.
    /// </summary>
    private Task<string?[][]> RowsAsync(bool apart) =>
        Task.WhenAll(
            StorageCalls
                .All.Where(call => (call.Slows is not null || call.Name.StartsWith("journal rebuild", StringComparison.Ordinal)) == apart)
                .Select(call => FaultTable.RowAsync(call.Name, fault => TryAsync(call, fault)))
        );

    private async Task<string> TryAsync(StorageCall call, Fault fault)
    {
        var ends = await Task.WhenAll(TryAsync(call, fault, times: 1), TryAsync(call, fault, times: int.MaxValue));
        Assert.All(ends, end => Assert.True(end == call.Good || end == call.Safe, $"{call.Name}, {fault}: {end}"));

        // Where time decides, it may end either way.
        return fault is Fault.TimeOut or Fault.Status503WithRetryAfter or Fault.Slow ? $"{call.Good} or {call.Safe}"
            : ends[0] == ends[1] ? ends[0]
            : $"{ends[0]} / {ends[1]}";
    }

    private async Task<string> TryAsync(StorageCall call, Fault fault, int times)
    {
        var turns = call.Slows is null ? Turns : TurnsOfBursts;
        await turns.WaitAsync();
        try
        {
            // A machine that is too busy to post several at once lets each go alone: then the call is not made.
            for (var tries = 1; ; tries++)
            {
                if (await TryInTurnAsync(call, fault, times) is { } end)
                    return end;
                Assert.True(call.Slows is not null && tries < 4, $"{call.Name}: the call was never made.");
            }
        }
        finally
        {
            turns.Release();
        }
    }

    /// <summary>Null where the call was not made.</summary>
    private async Task<string?> TryInTurnAsync(StorageCall call, Fault fault, int times)
    {
        var (left, made) = (0, 0);
        var (missing, slows) = (call.Creates, call.Slows);
        var transport = new FaultyTransport(Next);
        using var host = ProductHost.Build(bed.ConnectionString, transport, settings: ProductHost.Changes);
        var delivery = new Delivery(host.Services, Some.BillId());
        await call.Prepare(delivery);

        Volatile.Write(ref left, times);
        var first = await call.Deliver(delivery);
        Volatile.Write(ref left, 0);
        Volatile.Write(ref slows, null);
        if (Volatile.Read(ref made) == 0)
            return null;
        var began = Stopwatch.GetTimestamp();
        var second = await call.Deliver(delivery);

        // On a busy machine a repeat may run out of its time too: then it comes again. What fails at once may not.
        for (var more = 0; second == call.Safe && more < 3 && Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(4); more++)
            (began, second) = (Stopwatch.GetTimestamp(), await call.Deliver(delivery));

        Assert.True(second == call.Good, $"{call.Name}, {fault}: {first}, then {second}");
        await call.Check(delivery, bed);
        return first;

        Fault? Next(Request request)
        {
            var matches = call.Matches(request);
            var comes = matches && Interlocked.Decrement(ref left) >= 0 ? fault : (Fault?)null;
            if (matches && comes is null or Fault.AppliedButAnswerLost or Fault.Slow)
                missing = null;
            if (comes is not null)
                Interlocked.Increment(ref made);
            return comes
                ?? (
                    missing?.Invoke(request) is true ? Fault.NotCreated
                    : !matches && Volatile.Read(ref slows)?.Invoke(request) is true ? Fault.HeldUp
                    : null
                );
        }
    }
}
