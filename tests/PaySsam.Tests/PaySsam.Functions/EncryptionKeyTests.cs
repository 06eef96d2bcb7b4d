using PaySsam.Tests.Support;

namespace PaySsam.Tests.Functions;

/// <summary>MVC would make encryption keys at each start, and save them in the home folder.</summary>
public sealed class EncryptionKeyTests
{
    [Fact]
    public async Task The_published_app_makes_no_encryption_keys_at_its_start()
    {
        using var home = new TemporaryFolder();
        await using var azurite = await OwnAzurite.StartAsync();
        var settings = new Dictionary<string, string?>
        {
            ["PaySsamStorage"] = azurite.ConnectionString,
            ["PaySsam__ApiKeys__0"] = Some.ApiKey,
            ["HOME"] = home.Path,
        };
        await using (var host = await ProductProcess.StartAsync(Product.Functions, settings))
            Assert.Equal(200, (await host.Http.PostAsync(Some.Json(Some.BillId()))).Status);

        Assert.DoesNotContain(
            Directory.EnumerateFiles(home.Path, "*", SearchOption.AllDirectories),
            file => Path.GetFileName(file).StartsWith("key-", StringComparison.Ordinal)
        );
    }
}
