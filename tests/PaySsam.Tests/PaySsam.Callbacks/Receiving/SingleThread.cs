namespace PaySsam.Tests.Callbacks.Receiving;

/// <summary>What is awaited within goes on one after the other, on the test's own thread: the same every time.</summary>
internal sealed class SingleThread : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Step, object? State)> _ready = new();

    public override void Post(SendOrPostCallback d, object? state) => _ready.Enqueue((d, state));

    /// <summary>Does this, and then all that has become ready, until nothing is.</summary>
    public void Run(Action step)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        try
        {
            step();
            while (_ready.TryDequeue(out var next))
                next.Step(next.State);
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }
}
