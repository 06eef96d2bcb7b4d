using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PaySsam.LocalHost;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Scenarios;

/// <summary>The product asks a PaySsam of https that knows of a cancellation which it never told.</summary>
public abstract class ReconciliationTests(Product product) : IAsyncLifetime
{
    private const string Key = "the-partners-key-at-payssam";

    private readonly TemporaryFolder _folder = new();
    private readonly string _bill = Some.BillId();
    private readonly string _yesterday = DateTime.UtcNow.AddHours(9).AddDays(-1).ToString("yyyyMMdd", CultureInfo.InvariantCulture);
    private Azurite? _azurite;
    private WebhookReceiver? _paySsam;
    private ProductProcess? _host;

    public async ValueTask InitializeAsync()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var trusted = Path.Combine(_folder.Path, "trusted.pem");
        Directory.CreateDirectory(_folder.Path);
        await File.WriteAllTextAsync(trusted, certificate.ExportCertificatePem());
        _paySsam = await WebhookReceiver.StartAsync(
            certificate: X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null)
        );
        _paySsam.Answer = http =>
            http.Response.WriteAsync(
                $$"""
                {"code":"0000","msg":"성공하였습니다.","apikey":"{{Key}}","appr_state":"C","appr_dt":"{{_yesterday}}230000",
                 "appr_price":"50000","appr_num":"30012346"}
                """
            );
        _azurite = await Azurite.StartAsync(Path.Combine(_folder.Path, "storage"));
        _host = await ProductProcess.StartAsync(
            product,
            new Dictionary<string, string?>
            {
                ["PaySsamStorage"] = _azurite.ConnectionString,
                ["PaySsam__ApiKeys__0"] = Some.ApiKey,
                ["PaySsam__Api__BaseUrl"] = $"https://localhost:{_paySsam.Url.Port}/partner",
                ["PaySsam__Api__Version"] = "v1",
                ["PaySsam__Api__Key"] = Key,
                ["PaySsam__Api__Member"] = "a-member",
                ["SSL_CERT_FILE"] = trusted,
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        if (_azurite is not null)
            await _azurite.DisposeAsync();
        if (_paySsam is not null)
            await _paySsam.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_was_never_told_is_found_and_recorded()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere a certificate is not trusted by the environment.");
        Assert.Equal(200, (await _host!.Http.PostAsync(Some.Json(_bill, ("appr_dt", $"{_yesterday}101500")))).Status);
        await _host.Http.WaitForPaymentAsync(_bill);
        using var registered = await _host.Http.PostAsync(
            "api/bills",
            new StringContent("""{"bills":[{"bill_id":"unpaid-1","amount_won":50000,"expires_on":"2030-01-31"}]}""")
        );
        Assert.Equal(HttpStatusCode.OK, registered.StatusCode);
        using var trusted = await _host.Http.PostAsync("api/reconcile/trust", new StringContent("""{"note":"asked PaySsam"}"""));
        Assert.Equal(HttpStatusCode.OK, trusted.StatusCode);

        await SweepAsync(_host.Http);
        var payment = await _host.Http.WaitForPaymentAsync(_bill, payment => payment.State() == "C");

        Assert.Equal(["callback", "read"], payment["history"]!.AsArray().Select(one => (string)one!["source"]!));
        Assert.Equal(
            ("/partner/if/bill/read", $$"""{"apikey":"{{Key}}","member":"a-member","bill_id":"{{_bill}}"}"""),
            (_paySsam!.Paths[0], _paySsam.Posts[0].Body)
        );
        var sweeps = JsonNode.Parse(await _host.Http.GetStringAsync("api/reconcile"))!["sweeps"]!.AsArray();
        Assert.Equal(1, sweeps.Sum(sweep => (int)sweep!["found"]!));
        using var check = await _host.Http.PostAsync($"api/payments/check?bill_id={_bill}", null);
        Assert.Equal("unchanged", (string)JsonNode.Parse(await check.Content.ReadAsStringAsync())!["result"]!);
        Assert.Contains("\"bill_id\":\"unpaid-1\"", await _host.Http.GetStringAsync("api/bills?open=true"), StringComparison.Ordinal);
        Assert.DoesNotContain(Key, _host.Output, StringComparison.Ordinal);
    }

    /// <summary>What is due.</summary>
    private async Task SweepAsync(HttpClient http)
    {
        var route =
            product is Product.Functions
                ? "admin/functions/SweepPayments"
                : $"api/reconcile?day={_yesterday[..4]}-{_yesterday[4..6]}-{_yesterday[6..]}";
        using var response = await http.PostAsync(route, null);
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode} {_host!.Output}");
    }
}

public sealed class ReconciliationOfLocalHost() : ReconciliationTests(Product.LocalHost);

public sealed class ReconciliationOfFunctions() : ReconciliationTests(Product.Functions);
