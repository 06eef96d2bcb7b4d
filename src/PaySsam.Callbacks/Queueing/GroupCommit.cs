namespace PaySsam.Callbacks.Queueing;

/// <summary>
/// One write at a time for any number of callers: whoever comes while a write is under way waits for the next, which takes
/// all that wait and fit. With nobody waiting an item is written at once.
/// </summary>
/// <param name="write">Makes items durable, together or not at all; its fault is the fault of each.</param>
/// <param name="room">How many bytes one write holds, with one more byte for each item; a larger item is written alone.</param>
/// <param name="mostWaiting">How many may wait at once.</param>
internal sealed class GroupCommit(Func<IReadOnlyCollection<byte[]>, Task> write, int room, int mostWaiting)
{
    private readonly Lock _turn = new();
    private readonly Queue<Entry> _waiting = new();
    private bool _writing;

    /// <summary>Returns once the item is written.</summary>
    /// <param name="item">It must not change any more.</param>
    /// <param name="cancellationToken">Ends the wait. What has not yet been begun is then never written; the write itself, which others share, goes on.</param>
    /// <exception cref="InvalidOperationException">Too many wait already.</exception>
    public async Task CommitAsync(byte[] item, CancellationToken cancellationToken)
    {
        var entry = new Entry(item);
        if (Join(entry))
        {
            using (ExecutionContext.SuppressFlow()) // Others join: the caller's context is not theirs.
                _ = WriteAsync();
        }

        await using (cancellationToken.UnsafeRegister(static (entry, token) => ((Entry)entry!).TrySetCanceled(token), entry))
            await entry.Task;
    }

    /// <summary>Whether nobody writes, so that the caller has to.</summary>
    private bool Join(Entry entry)
    {
        lock (_turn)
        {
            if (_waiting.Count == mostWaiting)
                throw new InvalidOperationException($"{mostWaiting} callers wait already.");
            _waiting.Enqueue(entry);
            return !_writing && (_writing = true);
        }
    }

    private async Task WriteAsync()
    {
        while (Next() is { Count: > 0 } group)
        {
            try
            {
                await write(group.ConvertAll(entry => entry.Item));
                group.ForEach(entry => entry.TrySetResult());
            }
            catch (Exception fault)
            {
                group.ForEach(entry => entry.TrySetException(fault));
            }
        }
    }

    /// <summary>What the next write takes; when nothing waits, the writing ends.</summary>
    private List<Entry> Next()
    {
        lock (_turn)
        {
            var group = new List<Entry>();
            for (var left = room; _waiting.TryPeek(out var entry); _waiting.Dequeue())
            {
                if (entry.Task.IsCompleted)
                    continue; // Its caller has gone.
                left -= entry.Item.Length + 1;
                if (left < 0 && group.Count > 0)
                    break;
                group.Add(entry);
            }

            _writing = group.Count > 0;
            return group;
        }
    }

    /// <summary>Completed when its item is written.</summary>
    private sealed class Entry(byte[] item) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public byte[] Item => item;
    }
}
