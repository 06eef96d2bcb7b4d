using PaySsam.Tests.Support;
using PaySsam.Tests.Triggers;

namespace PaySsam.Tests.Reliability;

/// <summary>
/// Every call to storage of LocalHost's pump and of the listener that deploys, times every way it can go wrong: once, or for
/// longer than its client tries. The message is handled in the end, or stands on the poison queue. On a storage of its own,
/// whose load delays no other test.
/// </summary>
[Collection(nameof(Alone))]
public class TriggerFaultTests(OwnAzurite azurite) : IClassFixture<OwnAzurite>
{
    // More at once would make the machine itself the fault.
    private static readonly SemaphoreSlim Turns = new(64);

    // With the tests' short pauses the pump's client tries three times in about a second; the listener's six times in about four.
    private static TimeSpan LongerThanAttempts(TriggerKind kind) => TimeSpan.FromSeconds(kind is TriggerKind.Pump ? 3 : 6);

    [Fact]
    public async Task Whatever_goes_wrong_with_a_queue_its_messages_are_handled_in_the_end()
    {
        // Many at once: these mostly wait for a hold to run out.
        var rows = await Task.WhenAll(
            Enum.GetValues<TriggerKind>()
                .SelectMany(kind =>
                    TriggerCall.All.Select(call =>
                        FaultTable.RowAsync($"{kind.ToString().ToLowerInvariant()}: {call.Name}", fault => TryAsync(call, kind, fault))
                    )
                )
        );

        Report.Line(
            $"Trigger faults: {rows.Length} calls of the pump and the listener x {FaultTable.Tried.Count} faults, once and lasting: 0 lost"
        );
        FaultTable.Compare("trigger faults", rows);
    }

    private async Task<string> TryAsync(TriggerCall call, TriggerKind kind, Fault fault)
    {
        TimeSpan[] times = [TimeSpan.Zero, LongerThanAttempts(kind)];
        var stops = await Task.WhenAll(times.Select(lasting => TryAsync(call, kind, fault, lasting)));
        if (kind is TriggerKind.Pump || fault is Fault.Slow)
        {
            Assert.Equal([false, false], stops);
            return "done";
        }

        // No client tries again what storage has refused for good.
        if (fault is Fault.Status409 or Fault.Status412)
        {
            Assert.Equal([true, true], stops);
            return "host stops, then done";
        }

        return "done; host may stop"; // Time decides.
    }

    private async Task<bool> TryAsync(TriggerCall call, TriggerKind kind, Fault fault, TimeSpan lasting)
    {
        await Turns.WaitAsync();
        try
        {
            return await call.TryAsync(kind, azurite.ConnectionString, fault, lasting);
        }
        finally
        {
            Turns.Release();
        }
    }
}
