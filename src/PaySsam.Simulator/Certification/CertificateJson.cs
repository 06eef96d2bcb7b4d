using System.Text.Encodings.Web;
using System.Text.Json;
using PaySsam.Simulator.Judging;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Certification;

/// <summary>
/// The certificate for machines:
/// <c>{"url","at","passed","checks":[{"id","api","verdict","findings":[{"id","ko","en"}],"reply","ms"}],"field":[…]}</c>;
/// <c>api</c> is v1 or v2, <c>verdict</c> is pass, warning or failure, in <c>field</c> pass, warning or not-tried, <c>reply</c> the
/// beginning of the answer where something was found, and
/// <c>ms</c> how long it took.
/// </summary>
internal static class CertificateJson
{
    public static void Write(Certificate certificate, Stream output)
    {
        using var json = new Utf8JsonWriter(
            output,
            new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
        );
        json.WriteStartObject();
        json.WriteString("url", certificate.Url);
        json.WriteString("at", certificate.At);
        json.WriteBoolean("passed", certificate.Passed);
        json.WriteStartArray("checks");
        foreach (var result in certificate.Results)
            Write(json, certificate, result);
        json.WriteEndArray();
        json.WriteStartArray("field");
        foreach (var result in certificate.Field)
            Write(json, certificate, result);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Certificate certificate, CheckResult result)
    {
        json.WriteStartObject();
        json.WriteString("id", result.Check.Id);
        json.WriteString("api", Texts.Name(result.Version));
        json.WriteString("verdict", result.Verdict is Verdict.NotTried ? "not-tried" : result.Verdict.ToString().ToLowerInvariant());
        json.WriteStartArray("findings");
        foreach (var finding in result.Outcome.Findings)
        {
            json.WriteStartObject();
            json.WriteString("id", finding.Id);
            json.WriteString("ko", certificate.Secrets.Hide(finding.Text.Ko));
            json.WriteString("en", certificate.Secrets.Hide(finding.Text.En));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (certificate.Reply(result) is { } reply)
            json.WriteString("reply", reply);
        if (result.Outcome.Evidence is { } evidence)
            json.WriteNumber("ms", Math.Round(evidence.Time.TotalMilliseconds, 1));
        json.WriteEndObject();
    }
}
