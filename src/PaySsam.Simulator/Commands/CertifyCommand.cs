using System.CommandLine;
using System.Text;
using PaySsam.Simulator.Certification;
using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Commands;

/// <summary>The certification's list against a receiver.</summary>
internal static class CertifyCommand
{
    public static Command Create()
    {
        var command = new Command("certify", Texts.CertifyCommand);
        var target = new TargetOptions(command, bothVersions: true);
        var within = TargetOptions.Number(
            "--answer-within",
            Texts.AnswerWithinOption,
            5,
            TargetOptions.LeastSeconds,
            TargetOptions.MostSeconds
        );
        var report = new Option<FileInfo?>("--report") { Description = Texts.ReportOption };
        var json = new Option<bool>("--json") { Description = Texts.JsonOption };
        var payments = new PaymentsOptions(command);
        command.Options.Add(within);
        command.Options.Add(report);
        command.Options.Add(json);
        command.SetAction(
            async (parsed, interrupted) =>
            {
                using var receiver = target.Open(parsed);
                var started = KoreanTime.Now;
                var (results, field) = (new List<CheckResult>(), new List<CheckResult>());
                foreach (var version in target.Versions(parsed))
                {
                    var trial = new Trial(
                        receiver,
                        target.BareUrl(parsed),
                        target.Key(parsed),
                        version,
                        payments.Open(parsed, receiver),
                        interrupted,
                        target.Token(parsed)
                    );
                    results.AddRange(await Checks.RunAsync(trial, TimeSpan.FromSeconds(parsed.GetValue(within))));
                    field.AddRange(await FieldChecks.RunAsync(trial));
                }

                var secrets = target.Secrets(parsed, payments.FunctionKey(parsed));
                var certificate = new Certificate(secrets.Show(target.BareUrl(parsed)), started, results, field, secrets);
                if (parsed.GetValue(json))
                    WriteJson(certificate);
                else
                    CertificateTable.Write(certificate, Screen.Open());
                interrupted.ThrowIfCancellationRequested();
                return !Write(certificate, parsed.GetValue(report)) ? ExitCode.Usage
                    : certificate.Passed ? ExitCode.Good
                    : ExitCode.Bad;
            }
        );
        return command;
    }

    private static void WriteJson(Certificate certificate)
    {
        using var json = new MemoryStream();
        CertificateJson.Write(certificate, json);
        Screen.Line(Encoding.UTF8.GetString(json.ToArray()));
    }

    private static bool Write(Certificate certificate, FileInfo? report)
    {
        try
        {
            if (report is not null)
                File.WriteAllText(report.FullName, CertificateHtml.Write(certificate));
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Screen.Errors.WriteLine(Texts.ReportNotWritten(fault.Message));
            return false;
        }
    }
}
