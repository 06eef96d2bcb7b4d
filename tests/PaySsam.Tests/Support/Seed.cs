using System.Globalization;

namespace PaySsam.Tests.Support;

/// <summary>The seed of the random tests in a run: PAYSSAM_TEST_SEED, to repeat one, or a new one.</summary>
internal static class Seed
{
    public static int Value { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("PAYSSAM_TEST_SEED"), CultureInfo.InvariantCulture, out var seed)
            ? seed
            : Environment.TickCount;
}
