using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace PaySsam.Callbacks.Reading;

/// <summary>
/// Reads one partition of the journal row by row. Once half of a segment is read the next one is asked for, so that all
/// shards are read at once; whoever stops before that has asked once.
/// </summary>
internal sealed class JournalShard(IAsyncEnumerator<Page<TableEntity>> segments) : IAsyncDisposable
{
    private IReadOnlyList<TableEntity> _segment = [];
    private int _at = -1;
    private Task<IReadOnlyList<TableEntity>?>? _next;

    public TableEntity Current => _segment[_at];

    public async Task<bool> MoveNextAsync()
    {
        while (++_at >= _segment.Count)
        {
            if (await (_next ??= FetchAsync()) is not { } segment)
                return false;
            (_segment, _at, _next) = (segment, -1, null);
        }

        if (_at == _segment.Count / 2)
            _next ??= FetchAsync();
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        if (_next is not null)
            await ((Task)_next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await segments.DisposeAsync();
    }

    /// <summary>Null at the end.</summary>
    private async Task<IReadOnlyList<TableEntity>?> FetchAsync()
    {
        try
        {
            return await segments.MoveNextAsync() ? segments.Current.Values : null;
        }
        catch (RequestFailedException fault) when (fault.ErrorCode == TableErrorCode.TableNotFound)
        {
            return null; // Empty until the first write.
        }
    }
}
