using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Reconciliation;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Telemetry;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Reliability;

/// <summary>A bill id is whatever PaySsam sends: in a log it ends no line and moves no cursor.</summary>
public sealed class LogForgingTests(OwnAzurite azurite) : IClassFixture<OwnAzurite>, IDisposable
{
    private const string Forged = "A1\r\n\u001b[2K\u2028\u0085\u202e\0 forged";
    private const string Safe = @"A1\u000d\u000a\u001b[2K\u2028\u0085\u202e\u0000 forged";

    private readonly FakePaySsam _payssam = new();

    public void Dispose() => _payssam.Dispose();

    [Theory]
    [InlineData("사업자번호-100000001 😀", "사업자번호-100000001 😀")]
    [InlineData(@"a\u000a", @"a\u005cu000a")]
    [InlineData("\u200b\ufeff\u007f", @"\u200b\ufeff\u007f")]
    [InlineData(Forged, Safe)]
    public void What_could_forge_a_line_is_escaped(string text, string logged) => Assert.Equal(logged, LogText.Of(text));

    [Fact]
    public async Task A_bill_id_forges_no_line_in_any_log_that_names_it()
    {
        using var host = _payssam.Product(azurite.ConnectionString, services => services.AddLogging(logging => logging.AddFakeLogging()));
        var check = host.Services.GetRequiredService<BillCheck>();
        var (paid, withdrawn) = (Some.Callback(Forged), Some.Callback(Forged, ("appr_state", "D")));
        _payssam.Answer = asked => FakePaySsam.Bill(asked, ("appr_state", "C"), ("appr_num", "2"));

        var message = CallbackMessage.Encode([Some.Received(paid), Some.Received(withdrawn)]);
        await host.Services.GetRequiredService<CallbackRecorder>().RecordAsync(message, default);
        var bill = await host.Services.GetRequiredService<IPaymentStore>().FindAsync(Forged, default);
        await check.CheckAsync(Forged, bill, expected: null, default);
        await host.Services.GetRequiredService<TrustDesk>().TrustAsync(Stream.Null, default);
        await check.CheckAsync(Forged, bill, expected: null, default);
        _payssam.Answer = asked => FakePaySsam.Bill(asked, ("appr_state", "W"), ("appr_dt", null), ("appr_num", null));
        await check.CheckAsync(Forged, bill, expected: null, default);

        var told = host
            .Services.GetRequiredService<FakeLogCollector>()
            .GetSnapshot()
            .Where(record => record.Message.Contains("A1", StringComparison.Ordinal))
            .ToList();
        Assert.Equal(
            ["Contradiction", "Drift", "Found", "NotTaken"],
            told.Select(record => record.Id.Name).Distinct().Order(StringComparer.Ordinal)
        );
        Assert.All(
            told,
            record =>
            {
                Assert.Contains(Safe, record.Message, StringComparison.Ordinal);
                Assert.DoesNotContain(record.StructuredState!, part => part.Value?.Any(char.IsControl) == true);
            }
        );
    }
}
