using System.Globalization;

namespace PaySsam.Tests.Support;

/// <summary>The seed of the random tests in a run: PAYSSAM_TEST_SEED, to repeat one, or a new one.</summary>
internal static class Seed
{
    public static int Value { get; } = Wanted ?? Environment.TickCount;

    /// <summary>The same in every run, unless PAYSSAM_TEST_SEED is set: for bounds that one seed in a thousand would miss.</summary>
    public static int Steady { get; } = Wanted ?? 1;

    private static int? Wanted =>
        int.TryParse(Environment.GetEnvironmentVariable("PAYSSAM_TEST_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : null;
}
