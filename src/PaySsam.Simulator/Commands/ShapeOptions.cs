using System.CommandLine;
using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Commands;

/// <summary>In what shape callbacks are sent.</summary>
internal sealed class ShapeOptions
{
    private const int MostSignKiB = 2048;

    private static readonly Dictionary<string, BodyForm> Forms = new()
    {
        ["json"] = BodyForm.Json,
        ["gzip"] = BodyForm.Gzip,
        ["euc-kr"] = BodyForm.EucKr,
        ["form"] = BodyForm.Form,
    };

    private readonly Option<string> _body = new("--body") { Description = Texts.BodyOption, DefaultValueFactory = _ => "json" };
    private readonly Option<int> _sign = TargetOptions.Number("--appr-sign", Texts.SignOption, 0, 0, MostSignKiB);

    public ShapeOptions(Command command)
    {
        _body.AcceptOnlyFromAmong([.. Forms.Keys]);
        foreach (var option in new Option[] { Keyless, _body, _sign })
            command.Options.Add(option);
    }

    /// <summary>Whether the key is left out.</summary>
    public Option<bool> Keyless { get; } = new("--keyless") { Description = Texts.KeylessOption };

    public Shape Shape(ParseResult parsed, ApiVersion version) =>
        new(version, Forms[parsed.GetRequiredValue(_body)], parsed.GetValue(Keyless), parsed.GetValue(_sign));
}
