using System.Text.Json;
using System.Text.RegularExpressions;
using PaySsam.Callbacks.Hosting;
using PaySsam.Callbacks.Storage;
using PaySsam.LocalHost;

namespace PaySsam.Tests.Infra;

/// <summary>A name that stands both in the code and in the template cannot change in one alone.</summary>
public partial class NamesTests
{
    private static readonly string Functions = string.Concat(
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "PaySsam.Functions"), "*.cs").Order().Select(File.ReadAllText)
    );

    [Fact]
    public async Task The_queues_are_those_of_the_code() =>
        Assert.Equal(Constants("Queue"), await NamesAsync("queueNames", "Microsoft.Storage/storageAccounts/queueServices/queues"));

    [Fact]
    public async Task The_tables_are_those_of_the_code() =>
        Assert.Equal(Constants("Table"), await NamesAsync("tableNames", "Microsoft.Storage/storageAccounts/tableServices/tables"));

    [Fact]
    public async Task Every_trigger_finds_its_queue_and_its_connection()
    {
        var queues = await NamesAsync("queueNames", "Microsoft.Storage/storageAccounts/queueServices/queues");
        var settings = await Settings.OfTheTemplateAsync();
        var triggers = QueueTrigger().Matches(Functions);

        Assert.Equal(triggers.Count, Functions.Split("QueueTrigger(").Length - 1);
        Assert.NotEmpty(triggers);
        Assert.All(
            triggers,
            trigger =>
            {
                Assert.Contains(Text(trigger.Groups["queue"].Value), queues);
                Assert.All(
                    ["queueServiceUri", "credential", "clientId"],
                    part => Assert.Contains($"{Text(trigger.Groups["connection"].Value)}__{part}", settings.Keys)
                );
            }
        );
    }

    [Fact]
    public async Task The_URL_for_PaySsam_is_the_route_of_the_callback()
    {
        var url = (await ArmTemplate.MainAsync())
            .Outputs.Single(output => output.Name == "PAYSSAM_CALLBACK_URL")
            .Value.GetProperty("value")
            .GetString()!;
        using var host = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "host.json")));

        Assert.StartsWith($"[format('https://{{0}}{Routes.Prefix}{Routes.Callback}'", url, StringComparison.Ordinal);
        Assert.False(host.RootElement.GetProperty("extensions").TryGetProperty("http", out _), "A routePrefix would change the URL.");
    }

    [Fact]
    public async Task The_package_is_deployed_to_a_container_that_exists()
    {
        var template = await ArmTemplate.MainAsync();
        var container = LastName()
            .Match(template.One("Microsoft.Storage/storageAccounts/blobServices/containers").GetProperty("name").GetString()!)
            .Groups[1]
            .Value;

        Assert.Contains(
            template.All.SelectMany(module => module.Outputs),
            output =>
                output.Name == "packageUrl"
                && output.Value.GetProperty("value").GetString()!.Contains($"'{container}'", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Each_slot_refers_to_the_secret_that_the_deployment_writes()
    {
        var template = await ArmTemplate.MainAsync();
        var secrets = template
            .Of("Microsoft.KeyVault/vaults/secrets")
            .Select(secret => LastName().Match(secret.GetProperty("name").GetString()!).Groups[1].Value)
            .Order()
            .ToList();
        var slots = template
            .All.SelectMany(module => module.Outputs)
            .Single(output => output.Name == "keyUris")
            .Value.GetProperty("value")
            .GetString()!;

        Assert.Equal(
            ["api-key", "callback-key-0", "callback-key-1", "url-token-0", "url-token-1", "webhook-secret-0", "webhook-secret-1"],
            secrets
        );
        Assert.Contains($"secrets/{secrets[1]}'", slots, StringComparison.Ordinal);
        Assert.Contains("reference('accepted').secretUri", slots, StringComparison.Ordinal);
        Assert.Equal(secrets[2], LastName().Match(template.Named("accepted").GetProperty("name").GetString()!).Groups[1].Value);
    }

    private static IEnumerable<string> Constants(string kind) =>
        typeof(StorageNames)
            .GetFields()
            .Where(field => field.Name.EndsWith(kind, StringComparison.Ordinal))
            .Select(field => (string)field.GetRawConstantValue()!)
            .Order(StringComparer.Ordinal);

    private static async Task<IEnumerable<string>> NamesAsync(string variable, string type)
    {
        var template = await ArmTemplate.MainAsync();
        Assert.Contains($"variables('{variable}')", template.One(type).GetProperty("name").GetString(), StringComparison.Ordinal);
        return template.Variable(variable).EnumerateArray().Select(name => name.GetString()!).Order(StringComparer.Ordinal);
    }

    // "a text", or a constant of the code.
    private static string Text(string expression) =>
        expression.StartsWith('"')
            ? expression.Trim('"')
            : (string)typeof(StorageNames).GetField(expression.Split('.')[1])!.GetRawConstantValue()!;

    [GeneratedRegex("""QueueTrigger\((?<queue>StorageNames\.\w+|"[^"]+"), Connection = (?<connection>StorageNames\.\w+|"[^"]+")\)""")]
    private static partial Regex QueueTrigger();

    [GeneratedRegex(@"'([\w-]+)'\)\]$")]
    private static partial Regex LastName();
}
