using System.CommandLine;
using System.Text;
using PaySsam.Simulator;
using PaySsam.Simulator.Commands;
using PaySsam.Simulator.Wording;

Console.OutputEncoding = Encoding.UTF8;
Language.Choose(args);
var language = new Option<string>(Language.OptionName) { Description = Texts.LangOption, Recursive = true };
language.AcceptOnlyFromAmong("ko", "en");
var program = new RootCommand(Texts.Program)
{
    SendCommand.Create(),
    CertifyCommand.Create(),
    RetryCommand.Create(),
    StormCommand.Create(),
    ListenCommand.Create(),
    ServeCommand.Create(),
    language,
};
try
{
    return await program.Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine(Texts.Interrupted);
    return ExitCode.Interrupted;
}
