using System.CommandLine;
using System.Net;
using PaySsam.Simulator.Listening;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Commands;

/// <summary>Plays the partner's own system: a webhook receiver that checks what it is sent, and fails on demand.</summary>
internal static class ListenCommand
{
    private const int LongestWait = 60;

    public static Command Create()
    {
        var command = new Command("listen", Texts.ListenCommand);
        var port = TargetOptions.Number("--port", Texts.PortOption, 8090, 1, ushort.MaxValue);
        var secret = new Option<string>("--secret") { Description = Texts.SecretOption, Required = true };
        var fail = TargetOptions.Number("--fail", Texts.FailOption, 0, 0, 599);
        var slow = TargetOptions.Number("--slow", Texts.SlowOption, 0d, 0, LongestWait);
        secret.Validators.Add(result =>
        {
            if (WebhookSignature.Of(result.Tokens.SingleOrDefault()?.Value ?? "") is null)
                result.AddError(Texts.NoSecret);
        });
        fail.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is > 0 and < 300)
                result.AddError(Texts.NoFailure);
        });
        foreach (var option in new Option[] { port, secret, fail, slow })
            command.Options.Add(option);
        command.SetAction(async (parsed, interrupted) =>
        {
            var listener = new Listener(WebhookSignature.Of(parsed.GetRequiredValue(secret))!, parsed.GetValue(fail), TimeSpan.FromSeconds(parsed.GetValue(slow)));
            return await RunAsync(listener, $"http://127.0.0.1:{parsed.GetValue(port)}/", interrupted);
        });
        return command;
    }

    /// <summary>Until Ctrl+C, which is its proper end.</summary>
    private static async Task<int> RunAsync(Listener listener, string url, CancellationToken interrupted)
    {
        using var http = new HttpListener { Prefixes = { url } };
        try
        {
            http.Start();
        }
        catch (HttpListenerException)
        {
            Console.Error.WriteLine(Texts.NotListening(url));
            return ExitCode.Usage;
        }

        Screen.Line(Texts.Listening(url));
        await using (interrupted.Register(http.Stop))
        {
            try
            {
                while (true)
                    _ = listener.AnswerAsync(await http.GetContextAsync(), interrupted);
            }
            catch (Exception) when (interrupted.IsCancellationRequested)
            {
                // Stopped.
            }
        }

        Screen.Line(Texts.ListenEnd(listener.Log.Count(Arrival.Newest), listener.Log.Bills, listener.Log.Count(Arrival.Older), listener.Log.Count(Arrival.Duplicate), listener.Refused));
        return listener.Refused == 0 ? ExitCode.Good : ExitCode.Bad;
    }
}
