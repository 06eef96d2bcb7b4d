namespace PaySsam.Callbacks.Recording;

/// <summary>
/// Turns at a bill's whole history. One reader and writer of a bill at a time in this process, so that a bill of many large callbacks is in
/// memory once; and a few reads at a time over all bills. Who waits for a busy bill holds no place that another bill needs.
/// </summary>
public sealed class BillTurns : IDisposable
{
    private const int MostReads = 16;

    private readonly Dictionary<string, Gate> _gates = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _reads = new(MostReads);

    /// <summary>Returns once it is the caller's turn at the bill. Disposing ends it.</summary>
    public async Task<IDisposable> TakeAsync(string billKey, CancellationToken cancellationToken)
    {
        var gate = Enter(billKey);
        try
        {
            await gate.Turn.WaitAsync(cancellationToken);
            return new Taken(() =>
            {
                gate.Turn.Release();
                Leave(billKey, gate);
            });
        }
        catch
        {
            Leave(billKey, gate);
            throw;
        }
    }

    /// <summary>Reads, in a turn of its own among all reads.</summary>
    public async Task<T> ReadAsync<T>(Func<Task<T>> read, CancellationToken cancellationToken)
    {
        await _reads.WaitAsync(cancellationToken);
        try
        {
            return await read();
        }
        finally
        {
            _reads.Release();
        }
    }

    public void Dispose() => _reads.Dispose();

    private Gate Enter(string billKey)
    {
        lock (_gates)
        {
            if (!_gates.TryGetValue(billKey, out var gate))
                _gates[billKey] = gate = new Gate();
            gate.Users++;
            return gate;
        }
    }

    private void Leave(string billKey, Gate gate)
    {
        lock (_gates)
        {
            if (--gate.Users > 0)
                return;
            _gates.Remove(billKey);
            gate.Turn.Dispose();
        }
    }

    private sealed class Gate
    {
        public SemaphoreSlim Turn { get; } = new(1);

        public int Users { get; set; }
    }

    private sealed class Taken(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
