using System.CommandLine;
using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Commands;

/// <summary>Where a command reads bills back, if anywhere.</summary>
internal sealed class PaymentsOptions
{
    private readonly Option<Uri?> _url = new("--payments-url")
    {
        Description = Texts.PaymentsUrlOption,
        CustomParser = TargetOptions.ReadUrl,
    };
    private readonly Option<string?> _functionKey = new("--function-key") { Description = Texts.FunctionKeyOption };

    public PaymentsOptions(Command command)
    {
        command.Options.Add(_url);
        command.Options.Add(_functionKey);
    }

    public string? FunctionKey(ParseResult parsed) => parsed.GetValue(_functionKey);

    public Payments? Open(ParseResult parsed, Receiver receiver) =>
        parsed.GetValue(_url) is { } url ? new(receiver, url, FunctionKey(parsed)) : null;
}
