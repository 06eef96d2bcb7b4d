using System.CommandLine;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Commands;

/// <summary>Where a command listens, and what is wrong with its answers, if anything.</summary>
internal sealed class AnswerOptions
{
    public const int LongestWait = 60;

    private readonly Option<int> _port;
    private readonly Option<int> _fail;
    private readonly Option<double> _slow = TargetOptions.Number("--slow", Texts.SlowOption, 0d, 0, LongestWait);

    /// <param name="command">Gets the options.</param>
    /// <param name="port">The port, unless given.</param>
    /// <param name="fail">What <c>--fail</c> does.</param>
    public AnswerOptions(Command command, int port, Phrase fail)
    {
        _port = TargetOptions.Number("--port", Texts.PortOption, port, 1, ushort.MaxValue);
        _fail = TargetOptions.Number("--fail", fail, 0, 0, 599);
        _fail.Validators.Add(result =>
        {
            if (!IsFailure(result.GetValueOrDefault<int>()))
                result.AddError(Texts.NoFailure);
        });
        foreach (var option in new Option[] { _port, _fail, _slow })
            command.Options.Add(option);
    }

    public int Port(ParseResult parsed) => parsed.GetValue(_port);

    /// <summary>The status of every answer; 0 where each is what it should be.</summary>
    public int Fail(ParseResult parsed) => parsed.GetValue(_fail);

    public TimeSpan Slow(ParseResult parsed) => TimeSpan.FromSeconds(parsed.GetValue(_slow));

    /// <summary>Whether it can be asked for: a status that is no success, or 0 for none.</summary>
    public static bool IsFailure(int status) => status is 0 or (>= 300 and <= 599);
}
