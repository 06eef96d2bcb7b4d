using System.Globalization;
using System.Text;

namespace PaySsam.Benchmarks.Load;

/// <summary>Bars of the rate, as multiples of one message for each callback.</summary>
internal static class Chart
{
    private const int Left = 230,
        Width = 420,
        Bar = 18,
        Gap = 16;
    private static readonly string[] Colours = ["#1f6feb", "#8c959f", "#bf8700"];

    public static string Draw(Results results, string[] names)
    {
        var widest = LoadBenchmark.Callers.SelectMany(callers => names.Select(name => Rate(results, name, callers))).Max();
        var (bars, y) = (new StringBuilder(), 48);
        foreach (var callers in LoadBenchmark.Callers)
        {
            foreach (var (name, colour) in names.Zip(Colours))
            {
                var rate = Rate(results, name, callers);
                Add($"""<text x="{Left - 8}" y="{y + 13}" text-anchor="end">{callers} caller{(callers == 1 ? "" : "s")}: {name}</text>""");
                Add($"""<rect x="{Left}" y="{y}" width="{Math.Max(1, rate / widest * Width):0}" height="{Bar - 2}" fill="{colour}"/>""");
                Add($"""<text x="{Left + (rate / widest * Width) + 6:0}" y="{y + 13}">{rate:0.0}x</text>""");
                y += Bar;
            }

            y += Gap;
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Left + Width + 60} {y}" font-family="sans-serif" font-size="12">
            <rect width="100%" height="100%" fill="#ffffff"/>
            <text x="12" y="24" font-size="15">Callbacks acknowledged a second, one queue message for each = 1</text>
            {bars}</svg>

            """
        );

        void Add(FormattableString line) => bars.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static double Rate(Results results, string name, int callers) =>
        results.Ratio(name, Contender.Naive, callers, load => load.Result.Rate);
}
