using System.CommandLine;
using PaySsam.Simulator.Commands;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator;

/// <summary>The command line, apart from the process that it runs in.</summary>
internal static class Application
{
    /// <summary>Runs a command to its end; answers the exit code.</summary>
    /// <param name="args">The command and its options.</param>
    /// <param name="language">Of all output, unless <c>--lang</c> names another: <c>ko</c> or <c>en</c>.</param>
    /// <param name="configuration">Where help and mistakes are told, and how Ctrl+C is handled.</param>
    /// <param name="interrupted">Does what Ctrl+C does.</param>
    public static async Task<int> RunAsync(
        string[] args,
        string language,
        InvocationConfiguration configuration,
        CancellationToken interrupted = default
    )
    {
        Language.Choose(args, language);
        var option = new Option<string>(Language.OptionName) { Description = Texts.LangOption, Recursive = true };
        option.AcceptOnlyFromAmong("ko", "en");
        var program = new RootCommand(Texts.Program)
        {
            SendCommand.Create(),
            CertifyCommand.Create(),
            RetryCommand.Create(),
            StormCommand.Create(),
            ListenCommand.Create(),
            ServeCommand.Create(),
            option,
        };
        configuration.EnableDefaultExceptionHandler = false;
        try
        {
            return await program.Parse(args).InvokeAsync(configuration, interrupted);
        }
        catch (OperationCanceledException)
        {
            Screen.Errors.WriteLine(Texts.Interrupted);
            return ExitCode.Interrupted;
        }
    }
}
