using System.Globalization;
using System.Text.Json.Nodes;
using PaySsam.LocalHost;
using PaySsam.Tests.Simulator;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Scenarios;

/// <summary>
/// A month at PaySsam: some callbacks are lost, some payments cancelled without a word, PaySsam is away for a while, and the
/// product is killed while it asks. PaySsam says of each payment that it was paid before it says that it was cancelled. In the end its
/// books are PaySsam's, bill by bill; before it asked they were not.
/// <c>PAYSSAM_TEST_MONTH</c> sets how many bills.
/// </summary>
public sealed partial class MonthOfBillsTests : IAsyncLifetime
{
    private const int PerSecond = 100;
    private static readonly int Bills = int.TryParse(
        Environment.GetEnvironmentVariable("PAYSSAM_TEST_MONTH"),
        CultureInfo.InvariantCulture,
        out var bills
    )
        ? bills
        : 300;

    private readonly int _port = FreePorts.Next();
    private OwnAzurite? _azurite;
    private ProductProcess? _host;

    public async ValueTask InitializeAsync() => _azurite = await OwnAzurite.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        if (_azurite is not null)
            await _azurite.DisposeAsync();
    }

    [Theory]
    [InlineData("v2", "{}")]
    public async Task The_books_do_not_drift(string version, string mode)
    {
        using var paySsam = await ServeAsync(Bills, "--lose", "0.03", "--cancel", "0.04", "--confirm", "--html");
        await StartAsync(paySsam.Address, version);

        await ServeBed.WaitAsync(async () =>
            (await SweepsAsync()).Any(sweep => ((string?)sweep["problem"])?.StartsWith("PaySsam is away", StringComparison.Ordinal) is true)
        );
        var (bills, found) = (await BillsAsync(), (await SweepsAsync()).Sum(sweep => (int)sweep["found"]!));
        await paySsam.PostAsync("control", mode);
        var asked = 0;
        for (var kill = 0; kill < 2; kill++)
        {
            var before = await FinishedAsync();
            await ServeBed.WaitAsync(async () => await FinishedAsync() >= before + 5);
            asked = (int)(await paySsam.AskedAsync())["most_in_a_second"]!;
            await _host!.KillAsync();
            await _host.DisposeAsync();
            await StartAsync(paySsam.Address, version);
        }

        var run = await paySsam.EndAsync();
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.Equal((Bills, 0), (bills, found));
        Assert.InRange(asked, 1, PerSecond);
        var differing = Differing().Matches(run.Output).Select(match => int.Parse(match.Groups[1].Value, null)).ToList();
        Assert.Equal(2, differing.Count);
        Assert.InRange(differing[0], Bills * 1 / 100, Bills * 15 / 100);
        Assert.Equal(0, differing[1]);
        Report.Line(
            $"Reconciliation by {version}: a month of {Bills} bills, callbacks lost, cancellations untold, PaySsam away, 2 kills: "
                + $"{differing[0]} bills differed before, {differing[1]} after"
        );
    }

    [Fact]
    public async Task Where_C_means_received_the_books_stay_and_a_person_is_asked()
    {
        const int few = 60;
        using var paySsam = await ServeAsync(few, "--c-means-received");
        await StartAsync(paySsam.Address, "v1");
        await paySsam.SaysAsync("Swept");
        var attention = JsonNode.Parse(await _host!.Http.GetStringAsync("api/attention?continuation="))!["attention"]!.AsArray();
        var run = await paySsam.EndAsync();

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.Equal("0", Differing().Matches(run.Output)[^1].Groups[1].Value);
        Assert.InRange(attention.Count, 40, few);
        Assert.All(attention, bill => Assert.Equal("odd_answer", (string?)bill!["points"]!.AsArray().Single()!["code"]));
    }

    private Task<ServeBed> ServeAsync(int bills, params string[] arguments)
    {
        var url = $"http://127.0.0.1:{_port}/api";
        return ServeBed.StartAsync(
            new($"{url}/payssam/callback"),
            [
                "--storm",
                "--bills",
                $"{bills}",
                "--seed",
                "15",
                "--settle",
                "300",
                "--timeout",
                "120",
                "--bills-url",
                $"{url}/bills",
                "--payments-url",
                $"{url}/payments",
                "--reconcile-url",
                $"{url}/reconcile",
                .. arguments,
            ]
        );
    }

    private async Task StartAsync(Uri paySsam, string version) =>
        _host = await ProductProcess.StartAsync(
            Product.LocalHost,
            new Dictionary<string, string?>
            {
                ["PaySsamStorage"] = _azurite!.ConnectionString,
                ["PaySsam__ApiKeys__0"] = Some.ApiKey,
                ["PaySsam__Api__BaseUrl"] = $"{paySsam}",
                ["PaySsam__Api__Version"] = version,
                ["PaySsam__Api__Key"] = Some.ApiKey,
                ["PaySsam__Api__PerSecond"] = $"{PerSecond}",
            },
            "--urls",
            $"http://127.0.0.1:{_port}"
        );

    private async Task<List<JsonNode>> SweepsAsync() =>
        [.. JsonNode.Parse(await _host!.Http.GetStringAsync("api/reconcile"))!["sweeps"]!.AsArray().Select(sweep => sweep!)];

    private async Task<int> FinishedAsync() => (await SweepsAsync()).Count(sweep => (bool)sweep["finished"]!);

    private async Task<int> BillsAsync()
    {
        var bills = 0;
        string? continuation = null;
        do
        {
            var page = JsonNode.Parse(await _host!.Http.GetStringAsync($"api/bills?continuation={continuation}"))!;
            bills += page["bills"]!.AsArray().Count;
            continuation = (string?)page["continuation"];
        } while (continuation is not null);
        return bills;
    }

    [System.Text.RegularExpressions.GeneratedRegex(@"Compared [\d,]+ bills: ([\d,]+) differ")]
    private static partial System.Text.RegularExpressions.Regex Differing();
}
