using System.CommandLine;
using PaySsam.Simulator.Serving;
using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Commands;

/// <summary>PaySsam with its bills: answers read calls, and pushes what is paid, or most of it.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var command = new Command("serve", Texts.ServeCommand);
        var target = new TargetOptions(command);
        var shape = new ShapeOptions(command);
        var hour = RetryCommand.Hour();
        command.Options.Add(hour);
        var answers = new AnswerOptions(command, 8095, Texts.FailReadsOption);
        var options = new ServeOptions(command);
        var load = new LoadOptions(command, 5_000);
        var payments = new PaymentsOptions(command);
        command.SetAction(
            async (parsed, interrupted) =>
            {
                using var http = LocalHttp.Start(answers.Port(parsed));
                if (http is null)
                    return ExitCode.Usage;
                using var receiver = target.Open(parsed);
                var register = new Register();
                var (shares, secrets) = (options.Shares(parsed), target.Secrets(parsed, payments.FunctionKey(parsed)));
                var pusher = new Pusher(
                    receiver,
                    target.Url(parsed),
                    target.Key(parsed),
                    shape.Shape(parsed, target.Version(parsed)),
                    TimeSpan.FromMilliseconds(parsed.GetValue(hour)),
                    register
                );
                var desk = new Desk(
                    new(register, target.Key(parsed)),
                    new(register, pusher, shares, secrets, interrupted),
                    options.Mode(parsed, answers),
                    interrupted
                );
                using var end = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
                var serving = LocalHttp.ServeAsync(http, desk.AnswerAsync, end.Token);
                Screen.Line(Texts.Serving(LocalHttp.UrlOf(answers.Port(parsed))));
                if (options.Storm(parsed))
                    return await StormAsync() ? ExitCode.Good : ExitCode.Bad;
                await serving;
                return ExitCode.Good;

                async Task<bool> StormAsync()
                {
                    var (seed, bills, days, concurrency) = (
                        load.Seed(parsed),
                        load.Bills(parsed),
                        options.Days(parsed),
                        load.Concurrency(parsed)
                    );
                    Screen.Line(Texts.MonthBegins(bills, days, seed));
                    var month = Month.Bills(seed, bills, days, KoreanTime.Today);
                    var (wordings, now) = (options.Wordings(parsed), KoreanTime.Now.DateTime);
                    register.TryAdd([.. month.Select(bill => wordings == 0 || shares.IsLost(bill) ? bill : Lives.Live(bill, now))]);
                    using var calls = new OperatorCalls(payments.FunctionKey(parsed), load.Settle(parsed));
                    var comparison = payments.Open(parsed, receiver) is { } stored
                        ? new Comparison(stored, register, shares, concurrency, load.Settle(parsed))
                        : null;
                    var books = options.File(parsed, receiver, payments.FunctionKey(parsed)) is { } file
                        ? new Books(file, register, shares, load.Settle(parsed))
                        : null;
                    var storm = new MonthStorm(
                        register,
                        new(register, pusher, shares, new(wordings), secrets, concurrency),
                        shares,
                        options.Registration(parsed, calls),
                        options.Sweep(parsed, calls),
                        options.Confirm(parsed),
                        new(comparison, books, secrets)
                    );
                    var isGood = await storm.RunAsync(interrupted);
                    await end.CancelAsync();
                    await serving;
                    return isGood;
                }
            }
        );
        return command;
    }
}
