using System.Text.RegularExpressions;

namespace PaySsam.Tests.Infra;

public partial class SecurityTests
{
    private static readonly string[] Secure =
    [
        "apiKey",
        "callbackKey",
        "secondCallbackKey",
        "secondUrlToken",
        "secondWebhookSecret",
        "urlToken",
        "webhookSecret",
    ];

    [Fact]
    public async Task Storage_has_no_shared_keys_no_public_blobs_and_no_old_TLS()
    {
        var storage = (await ArmTemplate.MainAsync()).One("Microsoft.Storage/storageAccounts").GetProperty("properties");

        Assert.False(storage.GetProperty("allowSharedKeyAccess").GetBoolean());
        Assert.False(storage.GetProperty("allowBlobPublicAccess").GetBoolean());
        Assert.False(storage.GetProperty("allowCrossTenantReplication").GetBoolean());
        Assert.True(storage.GetProperty("supportsHttpsTrafficOnly").GetBoolean());
        Assert.Equal("TLS1_2", storage.GetProperty("minimumTlsVersion").GetString());
    }

    [Fact]
    public async Task The_app_speaks_HTTPS_of_TLS_1_2_only_and_lets_nobody_debug_it()
    {
        var app = (await ArmTemplate.MainAsync()).One("Microsoft.Web/sites").GetProperty("properties");
        var config = app.GetProperty("siteConfig");

        Assert.True(app.GetProperty("httpsOnly").GetBoolean());
        Assert.Equal("1.2", config.GetProperty("minTlsVersion").GetString());
        Assert.Equal("1.2", config.GetProperty("scmMinTlsVersion").GetString());
        Assert.Equal("Disabled", config.GetProperty("ftpsState").GetString());
        Assert.False(config.GetProperty("remoteDebuggingEnabled").GetBoolean());
    }

    [Fact]
    public async Task Nothing_is_published_with_a_password()
    {
        var policies = (await ArmTemplate.MainAsync()).Of("Microsoft.Web/sites/basicPublishingCredentialsPolicies");

        Assert.Equal(2, policies.Count);
        Assert.Contains(policies, policy => policy.GetProperty("name").GetString()!.Contains("'scm'", StringComparison.Ordinal));
        Assert.Contains(policies, policy => policy.GetProperty("name").GetString()!.Contains("'ftp'", StringComparison.Ordinal));
        Assert.All(policies, policy => Assert.False(policy.GetProperty("properties").GetProperty("allow").GetBoolean()));
    }

    [Fact]
    public async Task Telemetry_is_taken_from_an_identity_only()
    {
        var template = await ArmTemplate.MainAsync();

        Assert.True(template.One("Microsoft.Insights/components").GetProperty("properties").GetProperty("DisableLocalAuth").GetBoolean());
        Assert.True(
            template
                .One("Microsoft.OperationalInsights/workspaces")
                .GetProperty("properties")
                .GetProperty("features")
                .GetProperty("disableLocalAuth")
                .GetBoolean()
        );
    }

    [Fact]
    public async Task The_vault_asks_for_roles_and_forgets_nothing_at_once()
    {
        var vault = (await ArmTemplate.MainAsync()).One("Microsoft.KeyVault/vaults").GetProperty("properties");

        Assert.True(vault.GetProperty("enableRbacAuthorization").GetBoolean());
        Assert.True(vault.GetProperty("enablePurgeProtection").GetBoolean());
    }

    [Fact]
    public async Task Each_role_of_the_identity_is_a_data_role_on_one_resource()
    {
        var template = await ArmTemplate.MainAsync();
        var assignments = template.Of("Microsoft.Authorization/roleAssignments");

        Assert.Equal(
            ["Microsoft.Insights/components", "Microsoft.KeyVault/vaults", "Microsoft.Storage/storageAccounts"],
            assignments.Select(assignment => ResourceScope().Match(assignment.GetProperty("scope").GetString()!).Groups[1].Value).Order()
        );
        Assert.All(
            assignments,
            assignment =>
                Assert.Matches(
                    assignment.GetProperty("scope").GetString()! switch
                    {
                        var scope when scope.Contains("KeyVault", StringComparison.Ordinal) => "roles'\\)\\.secretsUser",
                        var scope when scope.Contains("Insights", StringComparison.Ordinal) => "roles'\\)\\.metricsPublisher",
                        _ => "blobDataOwner.*queueDataContributor.*tableDataContributor",
                    },
                    assignment.GetRawText()
                )
        );
        Assert.Equal(
            [
                "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
                "3913510d-42f4-4e42-8a64-420c390055eb",
                "4633458b-17de-408a-b874-0445c86b69e6",
                "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
                "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
            ],
            template.Variable("roles").EnumerateObject().Select(role => role.Value.GetString()!).Order()
        );
        Assert.All(
            assignments,
            assignment =>
                Assert.Contains(
                    "variables('roles').",
                    assignment.GetProperty("properties").GetProperty("roleDefinitionId").GetString(),
                    StringComparison.Ordinal
                )
        );
    }

    [Fact]
    public async Task A_key_or_secret_is_secure_from_the_parameter_to_the_vault()
    {
        var template = await ArmTemplate.MainAsync();
        var keys = template.All.SelectMany(module => module.Parameters).Where(parameter => Secure.Contains(parameter.Name)).ToList();

        Assert.Equal(2 * Secure.Length, keys.Count);
        Assert.All(keys, key => Assert.Equal("securestring", key.Value.GetProperty("type").GetString()));
        Assert.Equal(
            Secure.Select(name => $"[parameters('{name}')]"),
            template
                .Of("Microsoft.KeyVault/vaults/secrets")
                .Select(secret => secret.GetProperty("properties").GetProperty("value").GetString())
                .Order()
        );
    }

    [Fact]
    public async Task A_deployment_without_a_key_leaves_the_one_in_the_vault() =>
        Assert.Equal(
            Secure.Select(name => $"[not(equals(parameters('{name}'), null()))]"),
            (await ArmTemplate.MainAsync())
                .Of("Microsoft.KeyVault/vaults/secrets")
                .Select(secret => secret.GetProperty("condition").GetString())
                .Order()
        );

    [Fact]
    public async Task A_second_key_or_secret_is_looked_up_once_it_is_written()
    {
        var template = await ArmTemplate.MainAsync();

        Assert.Contains(
            "second",
            template.Named("accepted").GetProperty("dependsOn").EnumerateArray().Select(resource => resource.GetString())
        );
        Assert.Contains(
            "firstUrlToken",
            template.Named("firstAcceptedToken").GetProperty("dependsOn").EnumerateArray().Select(resource => resource.GetString())
        );
        Assert.Contains(
            "otherUrlToken",
            template.Named("acceptedToken").GetProperty("dependsOn").EnumerateArray().Select(resource => resource.GetString())
        );
        Assert.Contains(
            "partnerKey",
            template.Named("usedPartnerKey").GetProperty("dependsOn").EnumerateArray().Select(resource => resource.GetString())
        );
        Assert.Contains(
            "otherWebhookSecret",
            template.Named("usedWebhookSecret").GetProperty("dependsOn").EnumerateArray().Select(resource => resource.GetString())
        );
    }

    [Fact]
    public async Task No_output_and_no_setting_holds_a_secret()
    {
        var template = await ArmTemplate.MainAsync();
        var told = template
            .All.SelectMany(module => module.Outputs)
            .Select(output => output.Value)
            .Append(template.One("Microsoft.Web/sites/config").GetProperty("properties"))
            .Concat((await Settings.OfTheTemplateAsync()).Select(setting => setting.Value));

        Assert.Equal(
            ["AZURE_FUNCTION_NAME", "AZURE_KEY_VAULT_NAME", "PAYSSAM_CALLBACK_URL"],
            template.Outputs.Select(output => output.Name).Order()
        );
        Assert.All(told, value => Assert.DoesNotMatch(Secret(), value.GetRawText()));
    }

    // The secrets of ARM: what a list* function returns, a secure parameter, and what is typed out.
    [GeneratedRegex(
        @"\blist\w*\(|callbackKey'|CallbackKey'|'urlToken'|'secondUrlToken'"
            + @"|'webhookSecret'|'secondWebhookSecret'|AccountKey=|SharedAccess|secure",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Secret();

    [GeneratedRegex(@"^\[resourceId\('([\w./]+)', parameters\('\w+'\)\)\]$")]
    private static partial Regex ResourceScope();
}
