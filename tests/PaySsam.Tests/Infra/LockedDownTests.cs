using System.Text.Json;

namespace PaySsam.Tests.Infra;

/// <summary>The reviewed snapshot of the strictest parameters, which a test of its own keeps true.</summary>
public class LockedDownTests
{
    private static readonly IReadOnlyList<JsonElement> Resources =
    [
        .. JsonDocument
            .Parse(File.ReadAllText(BicepCli.Infra("snapshots", "locked-down.snapshot.json")))
            .RootElement.GetProperty("predictedResources")
            .EnumerateArray(),
    ];

    [Theory]
    [InlineData("Microsoft.Storage/storageAccounts")]
    [InlineData("Microsoft.KeyVault/vaults")]
    public void What_holds_data_cannot_be_reached_from_the_internet(string type)
    {
        var properties = One(type).GetProperty("properties");

        Assert.Equal("Disabled", properties.GetProperty("publicNetworkAccess").GetString());
        Assert.Equal("Deny", properties.GetProperty("networkAcls").GetProperty("defaultAction").GetString());
    }

    [Fact]
    public void The_app_reaches_all_of_it_through_private_endpoints()
    {
        var groups = Of("Microsoft.Network/privateEndpoints")
            .Select(endpoint =>
                endpoint
                    .GetProperty("properties")
                    .GetProperty("privateLinkServiceConnections")[0]
                    .GetProperty("properties")
                    .GetProperty("groupIds")[0]
                    .GetString()
            );

        Assert.Equal(["blob", "queue", "table", "vault"], groups.Order());
        Assert.Equal(4, Of("Microsoft.Network/privateEndpoints/privateDnsZoneGroups").Count());
        Assert.Equal(4, Of("Microsoft.Network/privateDnsZones/virtualNetworkLinks").Count());
        Assert.Contains(
            "appSubnetId",
            One("Microsoft.Web/sites").GetProperty("properties").GetProperty("virtualNetworkSubnetId").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_subnet_of_the_app_is_one_that_Flex_Consumption_joins()
    {
        var subnet = One("Microsoft.Network/virtualNetworks").GetProperty("properties").GetProperty("subnets")[0];

        Assert.Equal("app", subnet.GetProperty("name").GetString());
        Assert.Equal(
            "Microsoft.App/environments",
            subnet.GetProperty("properties").GetProperty("delegations")[0].GetProperty("properties").GetProperty("serviceName").GetString()
        );
    }

    [Fact]
    public void Only_the_named_networks_may_call_and_deployment_stays_open()
    {
        var config = One("Microsoft.Web/sites").GetProperty("properties").GetProperty("siteConfig");

        Assert.Equal("Deny", config.GetProperty("ipSecurityRestrictionsDefaultAction").GetString());
        Assert.Equal(
            ["198.51.100.7/32", "203.0.113.0/24"],
            config.GetProperty("ipSecurityRestrictions").EnumerateArray().Select(rule => rule.GetProperty("ipAddress").GetString()).Order()
        );
        Assert.All(
            config.GetProperty("ipSecurityRestrictions").EnumerateArray(),
            rule => Assert.Equal("Allow", rule.GetProperty("action").GetString())
        );
        Assert.False(config.GetProperty("scmIpSecurityRestrictionsUseMain").GetBoolean());
        Assert.Equal("Allow", config.GetProperty("scmIpSecurityRestrictionsDefaultAction").GetString());
    }

    private static JsonElement One(string type) => Assert.Single(Of(type));

    private static IEnumerable<JsonElement> Of(string type) => Resources.Where(resource => ArmTemplate.Type(resource) == type);
}
