using System.Diagnostics;

namespace PaySsam.Simulator.Serving;

/// <summary>How often something was asked. For several threads.</summary>
internal sealed class Asked
{
    private readonly Lock _turn = new();
    private readonly Queue<long> _lastSecond = [];
    private long _count;
    private int _mostInASecond;

    /// <summary>So far, and the most of them that began within one second, whichever.</summary>
    public (long Count, int MostInASecond) Figures
    {
        get
        {
            lock (_turn)
                return (_count, _mostInASecond);
        }
    }

    public void Begin()
    {
        lock (_turn)
        {
            _count++;
            var now = Stopwatch.GetTimestamp();
            _lastSecond.Enqueue(now);
            while (now - _lastSecond.Peek() >= Stopwatch.Frequency)
                _lastSecond.Dequeue();
            _mostInASecond = Math.Max(_mostInASecond, _lastSecond.Count);
        }
    }
}
