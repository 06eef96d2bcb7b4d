using System.Globalization;
using System.Net;
using PaySsam.Simulator.Judging;
using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Certification;

/// <summary>The certificate as one HTML page without scripts or links, to be printed or attached; Korean above English.</summary>
internal static class CertificateHtml
{
    private const string Style = """
        @page { size: A4; margin: 14mm }
        body { font: 10pt/1.45 "Malgun Gothic", "Apple SD Gothic Neo", "Noto Sans CJK KR", "NanumGothic", sans-serif; color: #111;
          background: #fff; word-break: keep-all; max-width: 190mm; margin: 8mm auto; padding: 0 4mm }
        h1 { font-size: 16pt; margin: 0 }
        small, .en { color: #555; font-size: 8.5pt }
        .en { display: block }
        p.sum { border: 1.5pt solid; padding: 2mm 4mm; font-size: 12pt }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: 1mm 5mm }
        dd { margin: 0; overflow-wrap: anywhere }
        table { border-collapse: collapse; width: 100% }
        th, td { border: .5pt solid #999; padding: 1.2mm 2mm; text-align: left; vertical-align: top; overflow-wrap: anywhere }
        thead { display: table-header-group }
        tr { break-inside: avoid }
        td:nth-child(2) { width: 38% }
        th { white-space: nowrap }
        td:first-child { width: 1%; white-space: nowrap; font-weight: bold }
        h2 { font-size: 12pt; margin: 6mm 0 0 }
        .NotTried { color: #555 } .Pass { color: #0a6b2d } .Warning { color: #8a5a00 } .Failure { color: #b00020 }
        code { font-size: 8.5pt }
        """;

    public static string Write(Certificate certificate)
    {
        var worst = certificate.Results.Select(result => result.Verdict).Max();
        return $"""
            <!DOCTYPE html>
            <html lang="ko">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>{Encode(Texts.ReportTitle.Ko)}</title>
            <style>
            {Style}
            </style>
            </head>
            <body>
            <h1>{Both(Texts.ReportTitle)}</h1>
            <p class="sum {worst}">{Both(
                Texts.Summary(certificate.Count(Verdict.Pass), certificate.Count(Verdict.Warning), certificate.Count(Verdict.Failure))
            )}</p>
            <dl>
            <dt>{Both(Texts.ReportUrl)}</dt><dd>{Encode(certificate.Url)}</dd>
            <dt>{Both(Texts.ReportTime)}</dt><dd>{certificate.At.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture)}</dd>
            <dt>{Both(Texts.ReportTool)}</dt><dd>payssam-sim {Encode(Product.Version)}</dd>
            </dl>
            <table>
            <thead><tr><th>{Both(Texts.ColumnResult)}</th><th>{Both(Texts.ColumnCheck)}</th><th>{Both(
                Texts.ColumnFinding
            )}</th></tr></thead>
            {string.Join('\n', certificate.ByVersion.Select(version => Body(certificate, version)))}
            </table>
            <h2>{Both(Texts.SeenInField)}</h2>
            <p>{Both(Texts.SeenInFieldNote)}</p>
            <table>
            {string.Join('\n', certificate.FieldByVersion.Select(version => Body(certificate, version)))}
            </table>
            <p>{Both(Texts.ReportNote)}</p>
            </body>
            </html>

            """;
    }

    private static string Body(Certificate certificate, IGrouping<ApiVersion, CheckResult> version) =>
        $"""
            <tbody>
            <tr><th colspan="3">API {Texts.Name(version.Key)}</th></tr>
            {string.Join('\n', version.Select(result => Row(certificate, result)))}
            </tbody>
            """;

    private static string Row(Certificate certificate, CheckResult result)
    {
        var findings = certificate
            .Say(result, inKorean: true)
            .Zip(certificate.Say(result, inKorean: false), (ko, en) => $"<div>{Both(new Phrase(ko, en))}</div>");
        var reply = certificate.Reply(result) is { } text ? $"<code>{Encode(text)}</code>" : "";
        var time = result.Verdict is Verdict.Pass ? $"<small>{Certificate.Time(result)}</small>" : "";
        return $"""<tr id="{Encode($"{Texts.Name(result.Version)}-{result.Check.Id}")}">"""
            + $"""<td class="{result.Verdict}">{Both(Texts.Of(result.Verdict))}</td><td>{Both(result.Check.Name)}</td>"""
            + $"<td>{string.Concat(findings)}{reply}{time}</td></tr>";
    }

    private static string Both(Phrase text) => $"""{Encode(text.Ko)}<span class="en" lang="en">{Encode(text.En)}</span>""";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
