namespace PaySsam.Simulator.Storm;

/// <summary>Random numbers that are computed from a place, not from the one before: nothing has to be kept.</summary>
internal static class Chance
{
    /// <summary>The same numbers, the same chance (SplitMix64).</summary>
    public static ulong Of(int seed, int place, int part)
    {
        var mixed = ((ulong)(uint)seed << 32) + (uint)place + ((ulong)(uint)part * 0x9E3779B97F4A7C15);
        for (var round = 0; round < 2; round++)
        {
            mixed += 0x9E3779B97F4A7C15;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            mixed ^= mixed >> 31;
        }

        return mixed;
    }
}
