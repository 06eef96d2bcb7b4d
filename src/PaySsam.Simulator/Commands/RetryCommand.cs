using System.CommandLine;
using PaySsam.Simulator.Judging;
using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;
using Spectre.Console;

namespace PaySsam.Simulator.Commands;

/// <summary>One callback with PaySsam's hourly repeats, on a clock as fast as wanted.</summary>
internal static class RetryCommand
{
    private const int LongestHour = 3_600_000;

    public static Command Create()
    {
        var command = new Command("retry", Texts.RetryCommand);
        var target = new TargetOptions(command);
        var hour = Hour();
        var outage = TargetOptions.Number("--outage", Texts.OutageOption, 0, 0, HourlyRepeats.LastHour + 1);
        command.Options.Add(hour);
        command.Options.Add(outage);
        var fields = new FieldOptions(command);
        command.SetAction(
            async (parsed, interrupted) =>
            {
                using var receiver = target.Open(parsed);
                var body = fields.Build(parsed, target.Key(parsed)).In(target.Version(parsed)).ToUtf8();
                var console = Screen.Open();
                var verdict = await RepeatAsync(
                    console,
                    target.Secrets(parsed),
                    TimeSpan.FromMilliseconds(parsed.GetValue(hour)),
                    number =>
                        number < parsed.GetValue(outage)
                            ? Task.FromResult(new Answer(TimeSpan.Zero, 0, null, default, Failure.Refused))
                            : receiver.PostAsync(target.Url(parsed), body, interrupted),
                    interrupted
                );
                console.MarkupLineInterpolated($"[{Screen.Colour(verdict)}]{Texts.RetryEnd(verdict)}[/]");
                return verdict is Verdict.Pass ? ExitCode.Good : ExitCode.Bad;
            }
        );
        return command;
    }

    public static Option<int> Hour() => TargetOptions.Number("--hour", Texts.HourOption, 1_000, 1, LongestHour);

    private static async Task<Verdict> RepeatAsync(
        IAnsiConsole console,
        Secrets secrets,
        TimeSpan hour,
        Func<int, Task<Answer>> sendAsync,
        CancellationToken interrupted
    )
    {
        var best = Verdict.Failure;
        await foreach (var (number, findings) in HourlyRepeats.RunAsync(hour, sendAsync, interrupted))
        {
            var verdict = findings.Worst();
            best = verdict < best ? verdict : best;
            var then =
                verdict is Verdict.Pass ? Texts.Stops
                : number < HourlyRepeats.LastHour ? Texts.Repeats
                : Texts.GivesUp;
            console.MarkupLineInterpolated($"[{Screen.Colour(verdict)}]{Texts.Hour(number)}[/]  {then}");
            foreach (var finding in findings)
                console.MarkupLineInterpolated($"         {secrets.Hide(finding.Text)}");
        }

        return best;
    }
}
