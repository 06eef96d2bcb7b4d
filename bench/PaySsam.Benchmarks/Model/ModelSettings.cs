using System.Globalization;

namespace PaySsam.Benchmarks.Model;

/// <param name="Median">Of a request, in ms.</param>
/// <param name="P99">In ms.</param>
/// <param name="Share">By what the published limit of an account is multiplied: it is more than this machine can reach.</param>
internal sealed record ModelSettings(double Median = 10, double P99 = 50, double Share = 1)
{
    public string[] Arguments => [.. new[] { Median, P99, Share }.Select(number => number.ToString(CultureInfo.InvariantCulture))];

    public static ModelSettings Read(string median, string p99, string share) => new(Number(median), Number(p99), Number(share));

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
