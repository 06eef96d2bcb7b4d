namespace PaySsam.Callbacks.Receiving;

/// <summary>
/// A few writes at a time (lanes) for any number of callers. If a lane is free, an item is written at once. Otherwise it waits,
/// and the next write that ends takes all items that wait and fit.
/// </summary>
/// <param name="write">Makes items durable, together or not at all. If it fails, each of their callers fails.</param>
/// <param name="room">How many bytes one write holds, with one more byte for each item; a larger item is written alone.</param>
/// <param name="mostWaiting">How many may wait at once.</param>
/// <param name="lanes">How many writes at a time while callers are few; a crowd has half of them, so that more callers share each
/// write.</param>
/// <param name="crowd">With more callers than this at once a crowd begins; it ends once as many in a row found at most half as
/// many callers.</param>
internal sealed class GroupCommit(Func<IReadOnlyCollection<byte[]>, Task> write, int room, int mostWaiting, int lanes, int crowd)
{
    private readonly Lock _turn = new();
    private readonly LinkedList<Entry> _waiting = [];
    private int _callers;
    private bool _crowded;
    private int _calm;
    private int _taken;

    private int Open => _crowded ? Math.Max(1, lanes / 2) : lanes;

    /// <summary>Returns once the item is written.</summary>
    /// <param name="item">It must not change any more.</param>
    /// <param name="cancellationToken">Ends the wait. What has not yet been begun is then never written; the write itself, which
    /// others share, goes on.</param>
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
            Count();
            if (_taken >= Open)
                return false;
            _taken++;
            return true;
        }
    }

    /// <summary>Makes room for another caller, unless the write has begun.</summary>
    private void GiveUp(LinkedListNode<Entry> place, CancellationToken token)
    {
        lock (_turn)
        {
            if (place.List is not null)
            {
                _waiting.Remove(place);
                _callers--;
            }
        }

        place.Value.TrySetCanceled(token);
    }

    /// <summary>Another caller. One write may answer most of a crowd, which then comes again: a few callers do not end it.</summary>
    private void Count()
    {
        _callers++;
        _calm = _callers > crowd / 2 ? 0 : _calm + 1;
        if (_callers > crowd)
            _crowded = true;
        else if (_calm >= crowd)
            _crowded = false;
    }

    private async Task WriteAsync()
    {
        while (Next() is { Count: > 0 } group)
        {
            Exception? fault = null;
            try
            {
                await write(group.ConvertAll(entry => entry.Item));
            }
            catch (Exception failed)
            {
                fault = failed;
            }

            lock (_turn)
                _callers -= group.Count;
            group.ForEach(entry => entry.End(fault));
        }
    }

    /// <summary>What the next write takes. It is empty, and the lane ends, if nothing waits or too many lanes are taken.</summary>
    private List<Entry> Next()
    {
        lock (_turn)
        {
            var group = new List<Entry>();
            for (var left = room; _taken <= Open && _waiting.First is { Value: var entry }; _waiting.RemoveFirst())
            {
                left -= entry.Item.Length + 1;
                if (left < 0 && group.Count > 0)
                    break;
                group.Add(entry);
            }

            if (group.Count == 0)
                _taken--;
            return group;
        }
    }

    /// <summary>Completed when its item is written.</summary>
    private sealed class Entry(byte[] item) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public byte[] Item => item;

        /// <summary>Does nothing if its caller has given up.</summary>
        public void End(Exception? fault) => _ = fault is null ? TrySetResult() : TrySetException(fault);
    }
}
