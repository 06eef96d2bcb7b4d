using PaySsam.Callbacks.Receiving;

namespace PaySsam.Callbacks.Recording;

/// <summary>A part of a message.</summary>
internal sealed class MessagePiece(IReadOnlyList<CallbackMessage.Item> items, Func<List<RecordedBill>, Task> work)
{
    public IReadOnlyList<CallbackMessage.Item> Items => items;

    /// <summary>What came of it; where it failed, what of that is repeated when it comes again.</summary>
    public List<RecordedBill> Recorded { get; } = [];

    public bool Done { get; private set; }

    public async Task DoAsync()
    {
        await work(Recorded);
        Done = true;
    }
}
