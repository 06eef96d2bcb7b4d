namespace PaySsam.Callbacks.Queueing;

/// <summary>
/// A few writes at a time for any number of callers. Who comes while a lane is free is written at once; who comes while all
/// are taken waits for the next that ends, which takes all that wait and fit.
/// </summary>
/// <param name="write">
/// Makes items durable, together or not at all; its fault is the fault of each. It calls what it is given when the store asks
/// for fewer requests.
/// </param>
/// <param name="room">How many bytes one write holds, with one more byte for each item; a larger item is written alone.</param>
/// <param name="mostWaiting">How many may wait at once.</param>
/// <param name="lanes">How many writes at a time. Nobody else may use it.</param>
/// <param name="time">By which writes are timed.</param>
internal sealed class GroupCommit(Func<IReadOnlyCollection<byte[]>, Action, Task> write, int room, int mostWaiting, Lanes lanes, TimeProvider time)
{
    private readonly Lock _turn = new();
    private readonly LinkedList<Entry> _waiting = [];
    private int _taken;

    /// <summary>Returns once the item is written.</summary>
    /// <param name="item">It must not change any more.</param>
    /// <param name="cancellationToken">Ends the wait. What has not yet been begun is then never written; the write itself, which others share, goes on.</param>
    /// <exception cref="InvalidOperationException">Too many wait already.</exception>
    public async Task CommitAsync(byte[] item, CancellationToken cancellationToken)
    {
        var entry = new Entry(item);
        if (Join(entry, out var place))
        {
            using (ExecutionContext.SuppressFlow()) // Others join: the caller's context is not theirs.
                _ = WriteAsync();
        }

        await using (cancellationToken.UnsafeRegister((_, token) => GiveUp(place, token), null))
            await entry.Task;
    }

    /// <summary>Whether a lane was free, so that the caller has to write.</summary>
    private bool Join(Entry entry, out LinkedListNode<Entry> place)
    {
        lock (_turn)
        {
            if (_waiting.Count == mostWaiting)
                throw new InvalidOperationException($"{mostWaiting} callers wait already.");
            place = _waiting.AddLast(entry);
            if (_taken >= lanes.Open)
                return false;
            _taken++;
            return true;
        }
    }

    /// <summary>Makes room for another at once, if the write has not begun.</summary>
    private void GiveUp(LinkedListNode<Entry> place, CancellationToken token)
    {
        lock (_turn)
        {
            if (place.List is not null)
                _waiting.Remove(place);
        }

        place.Value.TrySetCanceled(token);
    }

    private async Task WriteAsync()
    {
        for (var waited = false; Next() is { Items.Count: > 0 } next; waited = true)
        {
            var (group, company, round) = next;
            var began = time.GetTimestamp();
            try
            {
                await write(group.ConvertAll(entry => entry.Item), () => Refuse(round));
                lock (_turn)
                    lanes.Learn(time.GetElapsedTime(began), company, waited ? group.Count : 0, round);
                group.ForEach(entry => entry.TrySetResult());
            }
            catch (Exception fault)
            {
                Refuse(round);
                group.ForEach(entry => entry.TrySetException(fault));
            }
        }
    }

    /// <summary>What the next write takes, and beside how many others; when nothing waits, or there are fewer lanes by now, the lane ends.</summary>
    private (List<Entry> Items, int Company, int Round) Next()
    {
        lock (_turn)
        {
            var group = new List<Entry>();
            for (var left = room; _taken <= lanes.Open && _waiting.First is { Value: var entry }; _waiting.RemoveFirst())
            {
                left -= entry.Item.Length + 1;
                if (left < 0 && group.Count > 0)
                    break;
                group.Add(entry);
            }

            var company = group.Count > 0 ? _taken : _taken--;
            return (group, company, lanes.Round);
        }
    }

    private void Refuse(int round)
    {
        lock (_turn)
            lanes.Refuse(round);
    }

    /// <summary>Completed when its item is written.</summary>
    private sealed class Entry(byte[] item) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public byte[] Item => item;
    }
}
