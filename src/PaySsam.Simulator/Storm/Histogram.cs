using System.Numerics;

namespace PaySsam.Simulator.Storm;

/// <summary>Times, in buckets that are at most 3 % wide: of fixed size, and safe to fill from several threads.</summary>
internal sealed class Histogram
{
    private const int Bits = 5;
    private const int Buckets = 1 << Bits;

    private readonly long[] _counts = new long[(64 - Bits) * Buckets];
    private long _highest;

    public TimeSpan Max => TimeSpan.FromMicroseconds(Interlocked.Read(ref _highest));

    public void Add(TimeSpan time)
    {
        var value = (long)time.TotalMicroseconds;
        Interlocked.Increment(ref _counts[BucketOf(value)]);
        for (var seen = Interlocked.Read(ref _highest); value > seen; )
            seen = Interlocked.CompareExchange(ref _highest, value, seen);
    }

    /// <summary>The time that this share of all stayed within; zero where there are none.</summary>
    public TimeSpan Percentile(double share)
    {
        var wanted = (long)Math.Ceiling(share * _counts.Sum());
        var bucket = 0;
        for (var counted = _counts[0]; counted < wanted; counted += _counts[bucket])
            bucket++;
        return wanted == 0 ? TimeSpan.Zero : TimeSpan.FromMicroseconds(Math.Min(LastOf(bucket), Interlocked.Read(ref _highest)));
    }

    /// <summary>How many took no longer.</summary>
    public long CountUpTo(TimeSpan time) => _counts.Take(BucketOf((long)time.TotalMicroseconds) + 1).Sum();

    private static int BucketOf(long value)
    {
        if (value < Buckets)
            return (int)Math.Max(value, 0);
        var magnitude = BitOperations.Log2((ulong)value) - Bits;
        return ((magnitude + 1) * Buckets) + (int)((value >> magnitude) & (Buckets - 1));
    }

    private static long LastOf(int bucket)
    {
        if (bucket < Buckets)
            return bucket;
        var magnitude = (bucket / Buckets) - 1;
        return ((Buckets + (bucket % Buckets) + 1L) << magnitude) - 1;
    }
}
