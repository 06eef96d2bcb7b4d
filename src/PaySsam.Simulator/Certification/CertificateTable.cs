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
            Write($"API {Texts.Name(version.Key)}", version);
        foreach (var version in certificate.FieldByVersion)
            Write($"{Texts.SeenInField} (API {Texts.Name(version.Key)})", version);

        var worst = certificate.Results.Select(result => result.Verdict).Max();
        var summary = Texts.Summary(
            certificate.Count(Verdict.Pass),
            certificate.Count(Verdict.Warning),
            certificate.Count(Verdict.Failure)
        );
        console.MarkupLineInterpolated($"[{Screen.Colour(worst)}]{summary}[/]");

        void Write(string title, IEnumerable<CheckResult> results)
        {
            var table = new Table().RoundedBorder().Title(title).AddColumns(Texts.ColumnResult, Texts.ColumnCheck, Texts.ColumnFinding);
            foreach (var result in results)
                table.AddRow(
                    new Markup(Screen.Markup(result.Verdict)),
                    new Text(result.Check.Name),
                    new Text(Finding(certificate, result))
                );
            console.Write(table);
        }
    }

    private static string Finding(Certificate certificate, CheckResult result) =>
        result.Verdict is Verdict.Pass
            ? Certificate.Time(result)
            : string.Join('\n', certificate.Say(result, Language.IsKorean).Append(certificate.Reply(result)).OfType<string>());
}
