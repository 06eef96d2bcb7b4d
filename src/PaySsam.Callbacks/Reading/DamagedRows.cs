namespace PaySsam.Callbacks.Reading;

/// <summary>Counts the rows that one answer leaves out because they cannot be read.</summary>
internal sealed class DamagedRows
{
    public int Count { get; private set; }

    public void Add() => Count++;
}
