using System.Text.Json;

namespace PaySsam.LocalHost;

/// <summary>What LocalHost prints when it is ready.</summary>
internal static class Greeting
{
    /// <summary>The key of <c>samples/callback.json</c>, live when Azurite is ours and no key is configured.</summary>
    public const string DevelopmentKey = "local-development-key";

    /// <summary>What the callback URL may carry as <c>?token=</c> when Azurite is ours and no token is configured.</summary>
    public const string DevelopmentToken = "localdevelopmenturltoken00000000";

    /// <summary>What events to <c>--webhook</c> are signed with when Azurite is ours and no secret is configured.</summary>
    public const string DevelopmentSecret = "whsec_dGhlIGxvY2FsIGRldmVsb3BtZW50IHNlY3JldA==";

    public static void Print(string url, bool usesAzurite, bool usesDevelopmentKey, Uri? webhook, bool usesDevelopmentSecret)
    {
        if (Repository.Folder is not { } repository)
        {
            Console.WriteLine($"LocalHost listens at {url} (Ctrl+C stops it)");
            return;
        }

        var sample = Path.Combine(repository, "samples", "callback.json").Replace('\\', '/');
        using var callback = JsonDocument.Parse(File.ReadAllBytes(sample));
        var billId = Uri.EscapeDataString(callback.RootElement.GetProperty("bill_id").GetString()!);

        // Windows PowerShell calls something else curl; a body from a file spares both shells the quoting.
        var curl = OperatingSystem.IsWindows() ? "curl.exe" : "curl";
        var secret = usesDevelopmentSecret ? DevelopmentSecret + " (for development)" : "the secrets of PaySsam__Webhook__Secrets";
        Console.WriteLine(
            $"""
            LocalHost listens at {url} (Ctrl+C stops it)
            Storage: {(usesAzurite ? "its own Azurite" : "as configured by PaySsamStorage")}
            Keys: {(
                usesDevelopmentKey
                    ? DevelopmentKey + " (for development)"
                    : $"as configured by PaySsam__ApiKeys; {sample} needs one of them as its apikey"
            )}
            Webhook: {(
                webhook is null
                    ? "none (--webhook http://127.0.0.1:<port>/)"
                    : $"{webhook.GetLeftPart(UriPartial.Authority)}, signed with {secret}"
            )}

            A callback, as PaySsam sends it:
              {curl} -H "Content-Type: application/json" --data-binary "@{sample}" {url}/api/payssam/callback

            The payment, some seconds later:
              {curl} "{url}/api/payments?bill_id={billId}"

            The operator's page, in a browser:
              {url}/api/operator

            """
        );
    }
}
