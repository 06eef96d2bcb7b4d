using PaySsam.Callbacks.Recording;

namespace PaySsam.Tests.Callbacks.Recording;

public sealed class BillTurnsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly BillTurns _turns = new();

    public void Dispose() => _turns.Dispose();

    [Fact]
    public async Task One_at_a_time_has_a_bill_and_other_bills_do_not_wait()
    {
        var first = await _turns.TakeAsync("a", default);
        var second = _turns.TakeAsync("a", default);
        using (await _turns.TakeAsync("b", default).WaitAsync(Patience))
            Assert.False(second.IsCompleted);

        first.Dispose();
        first.Dispose(); // Twice is once.

        using var taken = await second.WaitAsync(Patience);
        Assert.False(_turns.TakeAsync("a", default).IsCompleted);
    }

    [Fact]
    public async Task A_caller_who_gives_up_holds_up_no_other()
    {
        using var gone = new CancellationTokenSource();
        var first = await _turns.TakeAsync("a", default);
        var second = _turns.TakeAsync("a", gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);

        first.Dispose();

        using var third = await _turns.TakeAsync("a", default).WaitAsync(Patience);
    }

    [Fact]
    public async Task Sixteen_read_at_once_and_a_read_that_fails_makes_room()
    {
        var go = new TaskCompletionSource<int>();
        var reads = Enumerable.Range(0, 16).Select(_ => _turns.ReadAsync(() => go.Task, default)).ToList();
        var began = false;
        var next = _turns.ReadAsync(() => Task.FromResult(began = true), default);
        Assert.False(began);

        go.SetException(new IOException());

        Assert.True(await next.WaitAsync(Patience));
        await Assert.AllAsync(reads, read => Assert.ThrowsAsync<IOException>(() => read));
    }
}
