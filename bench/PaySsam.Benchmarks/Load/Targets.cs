using System.Globalization;
using System.Text;

namespace PaySsam.Benchmarks.Load;

/// <summary>The table of what was aimed at, and whether it was reached.</summary>
internal sealed class Targets
{
    private readonly StringBuilder _text = new("| figure | target | measured | |\n|---|---|---|---|\n");

    public void AtLeast(string figure, double target, double measured) => Row(figure, ">=", target, measured, measured >= target);

    public void AtMost(string figure, double target, double measured) => Row(figure, "<=", target, measured, measured <= target);

    public override string ToString() => _text.ToString();

    private void Row(string figure, string sign, double target, double measured, bool met) =>
        _text.Append(
            CultureInfo.InvariantCulture,
            $"| {figure} | {sign} {target:0.##} | {measured:0.###} | {(met ? "met" : "**missed**")} |\n"
        );
}
