using PaySsam.Simulator.Judging;
using PaySsam.Simulator.Wording;
using Spectre.Console;

namespace PaySsam.Simulator.Certification;

/// <summary>The certificate for the screen.</summary>
internal static class CertificateTable
{
    public static void Write(Certificate certificate, IAnsiConsole console)
    {
        foreach (var version in certificate.ByVersion)
        {
            var table = new Table().RoundedBorder().Title($"API {Texts.Name(version.Key)}").AddColumns(Texts.ColumnResult, Texts.ColumnCheck, Texts.ColumnFinding);
            foreach (var result in version)
                table.AddRow(new Markup(Screen.Markup(result.Verdict)), new Text(result.Check.Name), new Text(Finding(certificate, result)));
            console.Write(table);
        }

        var worst = certificate.Results.Select(result => result.Verdict).Max();
        console.MarkupLineInterpolated(
            $"[{Screen.Colour(worst)}]{Texts.Summary(certificate.Count(Verdict.Pass), certificate.Count(Verdict.Warning), certificate.Count(Verdict.Failure))}[/]");
    }

    private static string Finding(Certificate certificate, CheckResult result) => result.Verdict is Verdict.Pass
        ? Certificate.Time(result)
        : string.Join('\n', certificate.Say(result, Language.IsKorean).Append(certificate.Reply(result)).OfType<string>());
}
