using System.CommandLine;
using System.Diagnostics;
using PaySsam.Simulator.Storm;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Commands;

/// <summary>Load, and whether all that was acknowledged is there afterwards.</summary>
internal static class StormCommand
{
    public static Command Create()
    {
        var command = new Command("storm", Texts.StormCommand);
        var shape = new ShapeOptions(command);
        var target = new TargetOptions(command, keyless: shape.Keyless);
        var odd = SendCommand.Odd();
        command.Options.Add(odd);
        var count = TargetOptions.Number("--count", Texts.CountOption, 10_000, 1, LoadOptions.MostBills);
        var load = new LoadOptions(command, 2_500);
        var rate = TargetOptions.Number("--rate", Texts.RateOption, double.PositiveInfinity, 0.01, double.PositiveInfinity);
        command.Options.Add(count);
        command.Options.Add(rate);
        var payments = new PaymentsOptions(command);
        command.SetAction(
            async (parsed, interrupted) =>
            {
                using var receiver = target.Open(parsed);
                var plan = new Plan(
                    load.Seed(parsed),
                    parsed.GetValue(count),
                    Math.Min(load.Bills(parsed), parsed.GetValue(count)),
                    parsed.GetValue(odd)
                );
                var tally = new Tally(plan);
                var sender = new Sender(
                    receiver,
                    target.Url(parsed),
                    target.Key(parsed),
                    shape.Shape(parsed, target.Version(parsed)),
                    plan,
                    tally,
                    load.Concurrency(parsed),
                    parsed.GetValue(rate)
                );
                var summary = new StormSummary(Screen.Open(), target.Secrets(parsed, payments.FunctionKey(parsed)), tally);
                Screen.Line(Texts.StormBegins(plan.Count, plan.Bills, plan.Seed));
                var started = Stopwatch.GetTimestamp();
                var sending = sender.RunAsync(interrupted);
                await Watch.RunAsync(
                    Texts.Sending,
                    plan.Count,
                    () => tally.Ended,
                    () => summary.Figures(Stopwatch.GetElapsedTime(started)),
                    sending
                );
                summary.Write(Stopwatch.GetElapsedTime(started));
                await sending;
                interrupted.ThrowIfCancellationRequested();
                var allAcknowledged = tally.Acknowledged == plan.Count;
                if (payments.Open(parsed, receiver) is not { } stored)
                    return allAcknowledged ? ExitCode.Good : ExitCode.Bad;
                var readBack = new ReadBack(stored, plan, tally, load.Concurrency(parsed));
                var reading = readBack.RunAsync(load.Settle(parsed), interrupted);
                await Watch.RunAsync(Texts.ReadingBack, plan.Bills, () => readBack.Right, () => "", reading);
                summary.Write(await reading);
                return allAcknowledged && (await reading).IsRight ? ExitCode.Good : ExitCode.Bad;
            }
        );
        return command;
    }
}
