using System.CommandLine;
using PaySsam.Simulator.Listening;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Commands;

/// <summary>Plays the partner's own system: a webhook receiver that checks what it is sent, and fails on demand.</summary>
internal static class ListenCommand
{
    public static Command Create()
    {
        var command = new Command("listen", Texts.ListenCommand);
        var answers = new AnswerOptions(command, 8090, Texts.FailOption);
        var secret = new Option<string>("--secret") { Description = Texts.SecretOption, Required = true };
        secret.Validators.Add(result =>
        {
            if (WebhookSignature.Of(result.Tokens.SingleOrDefault()?.Value ?? "") is null)
                result.AddError(Texts.NoSecret);
        });
        command.Options.Add(secret);
        command.SetAction(
            async (parsed, interrupted) =>
            {
                using var http = LocalHttp.Start(answers.Port(parsed));
                if (http is null)
                    return ExitCode.Usage;
                var listener = new Listener(
                    WebhookSignature.Of(parsed.GetRequiredValue(secret))!,
                    answers.Fail(parsed),
                    answers.Slow(parsed)
                );
                Screen.Line(Texts.Listening(LocalHttp.UrlOf(answers.Port(parsed))));
                await LocalHttp.ServeAsync(http, context => listener.AnswerAsync(context, interrupted), interrupted);
                Screen.Line(
                    Texts.ListenEnd(
                        listener.Log.Count(Arrival.Newest),
                        listener.Log.Bills,
                        listener.Log.Count(Arrival.Older),
                        listener.Log.Count(Arrival.Duplicate),
                        listener.Refused
                    )
                );
                return listener.Refused == 0 ? ExitCode.Good : ExitCode.Bad;
            }
        );
        return command;
    }
}
