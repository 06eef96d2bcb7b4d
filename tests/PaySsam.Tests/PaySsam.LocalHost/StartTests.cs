using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using PaySsam.LocalHost;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.LocalHost;

/// <summary>What cannot start says why, in one line.</summary>
public class StartTests(TestBed bed)
{
    [Theory]
    [InlineData(null, "No callback key is configured: set PaySsam__ApiKeys__0 to the apikey that PaySsam sends.")]
    [InlineData("", "No callback key is configured: set PaySsam__ApiKeys__0 to the apikey that PaySsam sends.")]
    [InlineData("a-long-enough-secret ", "PaySsam__ApiKeys__0 begins or ends with white space.")]
    [InlineData(
        "@Microsoft.KeyVault(SecretUri=https://v.example/secrets/k)",
        "PaySsam__ApiKeys__0 is a Key Vault reference that was not resolved: check the identity's access to the vault."
    )]
    public async Task Keys_that_cannot_work_are_refused(string? key, string problem) =>
        await FailsAsync(problem, new() { ["PaySsamStorage"] = bed.ConnectionString, ["PaySsam__ApiKeys__0"] = key });

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        await FailsAsync(
            $"Port {port} is taken: choose another with --urls http://127.0.0.1:<port>.",
            [],
            "--urls",
            $"http://127.0.0.1:{port}"
        );
    }

    [Theory]
    [InlineData("http://0.0.0.0:7071")]
    [InlineData("http://example.com:7071")]
    [InlineData("https://127.0.0.1:7071")]
    [InlineData("http://127.0.0.1:7071/path")]
    [InlineData("nonsense")]
    public async Task Only_this_machine_can_reach_it(string url) =>
        await FailsAsync(
            $"LocalHost listens on one http URL of a loopback address, such as http://127.0.0.1:7071; not on {url}.",
            [],
            "--urls",
            url
        );

    [Fact]
    public async Task Storage_that_does_not_answer_is_told() =>
        await FailsAsync(
            "Storage cannot be reached, or refuses us: check PaySsamStorage.",
            new() { ["PaySsamStorage"] = StorageAddress.Nowhere, ["PaySsam__ApiKeys__0"] = Some.ApiKey }
        );

    [Theory]
    [InlineData("PaySsamStorage", "not;a=connection", "PaySsamStorage is not a storage connection string.")]
    [InlineData("PaySsamStorage__queueServiceUri", "http://127.0.0.1:1/", "PaySsamStorage__queueServiceUri is not an https URL.")]
    [InlineData(
        "PaySsamStorage__queueServiceUri",
        "https://127.0.0.1:1/",
        "PaySsamStorage is missing: set it to a connection string, or PaySsamStorage__tableServiceUri to the service's URL."
    )]
    public async Task Storage_that_is_configured_badly_is_told(string setting, string value, string problem) =>
        await FailsAsync(problem, new() { [setting] = value, ["PaySsam__ApiKeys__0"] = Some.ApiKey });

    [Fact]
    public async Task Without_Node_it_says_what_to_install() =>
        await FailsAsync(
            "'node' was not found: install Node.js 20 or newer, which runs Azurite, or set PaySsamStorage to a storage of your own.",
            new() { ["PATH"] = Path.GetDirectoryName(Environment.ProcessPath) }
        );

    [Fact]
    public async Task A_published_one_runs_anywhere_with_storage_and_names_what_it_lacks()
    {
        using var folder = new TemporaryFolder();
        string[] publishing = ["publish", Path.Combine(Repository.Root, "src", "PaySsam.LocalHost"), "-o", folder.Path];
        using (var publish = Process.Start(new ProcessStartInfo("dotnet", publishing) { RedirectStandardOutput = true })!)
        {
            await publish.StandardOutput.ReadToEndAsync();
            await publish.WaitForExitAsync();
        }

        string[] program = [Path.Combine(folder.Path, "PaySsam.LocalHost.dll")];
        await using var azurite = await OwnAzurite.StartAsync();
        var bill = Some.BillId();
        await using (
            var host = await ProductProcess.StartAsync(
                program,
                new Dictionary<string, string?> { ["PaySsamStorage"] = azurite.ConnectionString, ["PaySsam__ApiKeys__0"] = Some.ApiKey }
            )
        )
        {
            Assert.Equal(200, (await host.Http.PostAsync(Some.Json(bill))).Status);
            await host.Http.WaitForPaymentAsync(bill);
        }

        Assert.Equal(
            (1, "Azurite is installed from LocalHost's repository, which is not here: set PaySsamStorage and PaySsam__ApiKeys__0."),
            await ProductProcess.RunAsync(program, new Dictionary<string, string?>(), "--urls", "http://127.0.0.1:0")
        );
    }

    private static async Task FailsAsync(string problem, Dictionary<string, string?> settings, params string[] arguments)
    {
        var (exitCode, output) = await ProductProcess.RunAsync(
            Product.LocalHost,
            settings,
            arguments is [] ? ["--urls", "http://127.0.0.1:0"] : arguments
        );

        Assert.Equal(1, exitCode);
        Assert.Equal(problem, output.Split('\n').Last().Trim());
    }
}
