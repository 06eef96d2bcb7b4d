using System.CommandLine;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Commands;

/// <summary>How many bills are sent, which, how many at a time, and how long a receiver may take to record them.</summary>
internal sealed class LoadOptions
{
    public const int MostBills = 100_000_000;

    private const int MostAtOnce = 4096;

    private readonly Option<int> _bills;
    private readonly Option<int> _concurrency = TargetOptions.Number("--concurrency", Texts.ConcurrencyOption, 16, 1, MostAtOnce);
    private readonly Option<int?> _seed = new("--seed") { Description = Texts.SeedOption };
    private readonly Option<double> _settle = TargetOptions.Number(
        "--settle",
        Texts.SettleOption,
        60,
        TargetOptions.LeastSeconds,
        TargetOptions.MostSeconds
    );

    /// <param name="command">Gets the options.</param>
    /// <param name="bills">How many bills, unless given.</param>
    public LoadOptions(Command command, int bills)
    {
        _bills = TargetOptions.Number("--bills", Texts.BillsOption, bills, 1, MostBills);
        foreach (var option in new Option[] { _bills, _concurrency, _seed, _settle })
            command.Options.Add(option);
    }

    public int Bills(ParseResult parsed) => parsed.GetValue(_bills);

    public int Concurrency(ParseResult parsed) => parsed.GetValue(_concurrency);

    /// <summary>Another one each time, unless given.</summary>
    public int Seed(ParseResult parsed) => parsed.GetValue(_seed) ?? Random.Shared.Next();

    public TimeSpan Settle(ParseResult parsed) => TimeSpan.FromSeconds(parsed.GetValue(_settle));
}
