using System.Globalization;
using PaySsam.Tests.Simulator;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Scenarios;

/// <summary>
/// PaySsam tells a month's payments and cancellations in several wordings, in any order and some twice, and the product is killed
/// meanwhile. In the end its file has the month's money to the won, on each day. <c>PAYSSAM_TEST_MONTH</c> sets how many bills.
/// </summary>
public abstract class MonthInWordsTests(Product product) : IAsyncLifetime
{
    private const int Kills = 2;
    private static readonly int Bills = int.TryParse(
        Environment.GetEnvironmentVariable("PAYSSAM_TEST_MONTH"),
        CultureInfo.InvariantCulture,
        out var bills
    )
        ? bills
        : 120;

    private readonly string _url = $"http://127.0.0.1:{FreePorts.Next()}";
    private readonly int _seed = Seed.Value;
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

    [Fact]
    public async Task The_file_has_each_won_once()
    {
        await StartAsync();
        using var paySsam = await ServeBed.StartAsync(
            new($"{_url}/api/payssam/callback"),
            "--storm",
            "--bills",
            $"{Bills}",
            "--seed",
            $"{_seed}",
            "--wordings",
            "3",
            "--concurrency",
            "4",
            "--hour",
            "3000",
            "--settle",
            "120",
            "--timeout",
            "120",
            "--file-url",
            $"{_url}/api/payments.csv"
        );
        for (var kill = 1; kill <= Kills; kill++)
        {
            await ServeBed.WaitAsync(async () => await ToldAsync(paySsam) >= Bills * kill / (Kills + 1));
            await _host!.KillAsync();
            await _host.DisposeAsync();
            await StartAsync();
        }

        await paySsam.SaysAsync("Goes on answering read calls.");
        var run = await paySsam.InterruptAsync();
        Assert.True(run.ExitCode == 0, $"Seed {_seed}. {run.Output}{run.Errors}");
        Report.Line($"{Bills} bills in several wordings, seed {_seed}, {Kills} kills of {product}: {run.Output.Trim().Split('\n')[^1]}");
    }

    private static async Task<int> ToldAsync(ServeBed paySsam) => (await paySsam.RegisterAsync()).Count(bill => (bool)bill["pushed"]!);

    private async Task StartAsync() =>
        _host = await ProductProcess.StartAsync(product, _azurite!.ConnectionString, "--hold", "00:00:10", "--urls", _url);
}

public sealed class MonthInWordsOfLocalHost() : MonthInWordsTests(Product.LocalHost);

public sealed class MonthInWordsOfFunctions() : MonthInWordsTests(Product.Functions);
