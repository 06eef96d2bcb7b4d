using System.CommandLine;
using System.Text;
using PaySsam.Simulator.Judging;
using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;
using Spectre.Console;

namespace PaySsam.Simulator.Commands;

/// <summary>One callback, and what PaySsam would make of the reply.</summary>
internal static class SendCommand
{
    private const int LongestBody = 8_000;

    public static Command Create()
    {
        var command = new Command("send", Texts.SendCommand);
        var shape = new ShapeOptions(command);
        var target = new TargetOptions(command, keyless: shape.Keyless);
        var odd = Odd();
        command.Options.Add(odd);
        var fields = new FieldOptions(command);
        command.SetAction(
            async (parsed, interrupted) =>
            {
                using var receiver = target.Open(parsed);
                var secrets = target.Secrets(parsed);
                var callback = fields.Build(parsed, target.Key(parsed));
                var body = shape.Shape(parsed, target.Version(parsed)).Write(parsed.GetValue(odd) ? OddValues.Apply(callback) : callback);
                var console = Screen.Open();
                Screen.Line($"POST {secrets.Show(target.Url(parsed))}");
                Screen.Line(string.Join(", ", new[] { body.ContentType, body.ContentEncoding }.OfType<string>()));
                Screen.Line(secrets.Hide(body.Text, LongestBody));
                Screen.Line();
                var answer = await receiver.PostAsync(target.Url(parsed), body, interrupted);
                return Show(console, secrets, answer);
            }
        );
        return command;
    }

    public static Option<bool> Odd() => new("--odd") { Description = Texts.OddOption };

    private static int Show(IAnsiConsole console, Secrets secrets, Answer answer)
    {
        if (answer.Failure is null)
        {
            Screen.Line(secrets.Hide($"HTTP {answer.Status}, {answer.ContentType ?? "–"}, {answer.Time.TotalMilliseconds:0} ms"));
            Screen.Line(secrets.Hide(Encoding.UTF8.GetString(answer.Body.Span), LongestBody));
            Screen.Line();
        }

        var findings = ReplyJudge.Judge(answer);
        var verdict = findings.Worst();
        console.MarkupLineInterpolated($"[{Screen.Colour(verdict)}]{Texts.Counts(verdict)}[/]");
        foreach (var finding in findings)
            Screen.Line($"  {secrets.Hide(finding.Text)}");
        return verdict is Verdict.Failure ? ExitCode.Bad : ExitCode.Good;
    }
}
