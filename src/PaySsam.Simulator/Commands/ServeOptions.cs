using System.CommandLine;
using PaySsam.Simulator.Serving;
using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Commands;

/// <summary>What PaySsam does wrong, and whom a month in minutes is told to.</summary>
internal sealed class ServeOptions
{
    private const int MostDays = 366;
    private const int MostWordings = 3;

    private readonly Option<double> _lose = TargetOptions.Number("--lose", Texts.LoseOption, 0d, 0, 1);
    private readonly Option<double> _cancel = TargetOptions.Number("--cancel", Texts.CancelOption, 0d, 0, 1);
    private readonly Option<bool> _html = new("--html") { Description = Texts.HtmlOption };
    private readonly Option<bool> _wrongKey = new("--wrong-key") { Description = Texts.WrongKeyOption };
    private readonly Option<bool> _plain = new("--plain") { Description = Texts.PlainOption };
    private readonly Option<bool> _received = new("--c-means-received") { Description = Texts.ReceivedOption };
    private readonly Option<bool> _confirm = new("--confirm") { Description = Texts.ConfirmOption };
    private readonly Option<string?> _code = new("--code") { Description = Texts.CodeOption };
    private readonly Option<bool> _storm = new("--storm") { Description = Texts.MonthOption };
    private readonly Option<int> _days = TargetOptions.Number("--days", Texts.DaysOption, 30, 1, MostDays);
    private readonly Option<int> _wordings = TargetOptions.Number("--wordings", Texts.WordingsOption, 0, 0, MostWordings);
    private readonly Option<Uri?> _fileUrl = new("--file-url") { Description = Texts.FileUrlOption, CustomParser = TargetOptions.ReadUrl };
    private readonly Option<Uri?> _billsUrl = new("--bills-url")
    {
        Description = Texts.BillsUrlOption,
        CustomParser = TargetOptions.ReadUrl,
    };
    private readonly Option<Uri?> _reconcileUrl = new("--reconcile-url")
    {
        Description = Texts.ReconcileUrlOption,
        CustomParser = TargetOptions.ReadUrl,
    };

    public ServeOptions(Command command)
    {
        _code.Validators.Add(result =>
        {
            if (!Serving.Mode.IsCode(result.GetValueOrDefault<string?>()))
                result.AddError(Texts.NoCode);
        });
        var storm = new Option[] { _storm, _days, _wordings, _billsUrl, _reconcileUrl, _fileUrl, _confirm };
        foreach (var option in new Option[] { _lose, _cancel, _html, _wrongKey, _plain, _received, _code }.Concat(storm))
            command.Options.Add(option);
    }

    public Shares Shares(ParseResult parsed) => new(parsed.GetValue(_lose), parsed.GetValue(_cancel));

    public Mode Mode(ParseResult parsed, AnswerOptions answers) =>
        new(
            answers.Fail(parsed),
            parsed.GetValue(_html),
            parsed.GetValue(_wrongKey),
            answers.Slow(parsed).TotalSeconds,
            parsed.GetValue(_plain),
            parsed.GetValue(_received),
            parsed.GetValue(_code)
        );

    public bool Storm(ParseResult parsed) => parsed.GetValue(_storm);

    public int Days(ParseResult parsed) => parsed.GetValue(_days);

    /// <summary>How many further wordings a payment or cancellation is told in, at most.</summary>
    public int Wordings(ParseResult parsed) => parsed.GetValue(_wordings);

    public PaymentsFile? File(ParseResult parsed, Receiver receiver, string? functionKey) =>
        parsed.GetValue(_fileUrl) is { } url ? new(receiver, url, functionKey) : null;

    public Registration? Registration(ParseResult parsed, OperatorCalls calls) =>
        parsed.GetValue(_billsUrl) is { } url ? new(calls, url) : null;

    /// <summary>Whether the days are swept before anything is cancelled too.</summary>
    public bool Confirm(ParseResult parsed) => parsed.GetValue(_confirm);

    public Sweep? Sweep(ParseResult parsed, OperatorCalls calls) => parsed.GetValue(_reconcileUrl) is { } url ? new(calls, url) : null;
}
