using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Azure.Data.Tables.Sas;
using Azure.Storage.Queues;
using Azure.Storage.Sas;
using PaySsam.Callbacks.Receiving;
using PaySsam.Tests.Operator;
using PaySsam.Tests.Simulator;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.LocalHost;

/// <summary>
/// Somebody else's page in Chromium, which knows every port, against a LocalHost with its own Azurite. The same request with the
/// right key, or from our own page, gets through: so it is the key, and the origin, that stop it.
/// </summary>
public sealed partial class BrowserAttackTests : IAsyncLifetime
{
    private const string PublishedKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private const string Foreign = "http://foreign.example/";
    private const string Rebound = "http://devstoreaccount1.rebound.example";

    private static readonly DateTimeOffset Expiry = DateTimeOffset.UtcNow.AddHours(1);

    private readonly TemporaryFolder _folder = new();
    private readonly string _forged = Some.BillId();
    private readonly string _honest = Some.BillId();
    private ProductProcess? _host;

    public async ValueTask InitializeAsync()
    {
        PageBed.SkipWithoutBrowser();
        await PageBed.InstallAsync();
        var settings = new Dictionary<string, string?> { ["PaySsam__ApiKeys__0"] = Some.ApiKey };
        _host = await ProductProcess.StartAsync(Product.LocalHost, settings, "--show-storage", "--data", _folder.Path);

        // The first one creates the queue and the table.
        var first = Some.BillId();
        Assert.Equal(200, (await _host.Http.PostAsync(Some.Json(first))).Status);
        await _host.Http.WaitForPaymentAsync(first);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_page_cannot_sign_a_message_for_the_queue()
    {
        Assert.Equal([403, 201], await PlayAsync(Message(Storage(PublishedKey), _forged), Message(Storage(), _honest)));

        await AssertOnlyTheHonestAsync();
    }

    [Fact]
    public async Task A_rebound_page_reads_no_payments()
    {
        var (guess, right) = (Payments(Storage(PublishedKey)), Payments(Storage()));

        // The account in the host's name, in the path, and the right key: which no page has.
        var statuses = await PlayAsync(
            Read($"{Rebound}:{guess.Port}/Payments(){guess.Query}"),
            Read($"{Rebound}:{guess.Port}/devstoreaccount1/Payments(){guess.Query}"),
            Read($"{Rebound}:{right.Port}/devstoreaccount1/Payments(){right.Query}")
        );

        Assert.InRange(statuses[0], 400, 499);
        Assert.Equal([403, 200], statuses.Skip(1));
    }

    [Fact]
    public async Task A_page_cannot_send_a_callback()
    {
        var url = $"{_host!.Http.BaseAddress}api/payssam/callback";
        var cut = Some.Json(_forged, ("memo", "a=b")).Split('=');
        var field = new JsonObject { ["name"] = cut[0], ["value"] = cut[1] };
        var form = new JsonObject
        {
            ["page"] = Foreign,
            ["url"] = url,
            ["form"] = field,
        };

        Assert.Equal(
            [403, 403, 200],
            await PlayAsync(
                Post(Foreign, url, Some.Json(_forged)),
                form,
                Post($"{_host.Http.BaseAddress}api/operator", url, Some.Json(_honest))
            )
        );

        await AssertOnlyTheHonestAsync();
    }

    private async Task AssertOnlyTheHonestAsync()
    {
        await _host!.Http.WaitForPaymentAsync(_honest);
        Assert.Null(await _host.Http.FindPaymentAsync(_forged));
    }

    private static JsonObject Message(string storage, string bill)
    {
        var text = CallbackMessage.Encode([Some.Received(Some.Callback(bill))]);
        var queue = new QueueClient(storage, "payssam-callbacks", new QueueClientOptions(QueueClientOptions.ServiceVersion.V2024_11_04));
        var signed = queue.GenerateSasUri(QueueSasPermissions.Add, Expiry);
        var url = $"{signed.GetLeftPart(UriPartial.Path)}/messages{signed.Query}";
        return Post(Foreign, url, $"<QueueMessage><MessageText>{text}</MessageText></QueueMessage>");
    }

    private static Uri Payments(string storage) => new TableClient(storage, "Payments").GenerateSasUri(TableSasPermissions.Read, Expiry);

    /// <summary>The page's own host and port are those of the storage, as after DNS rebinding: no other origin is involved.</summary>
    private static JsonObject Read(string url) =>
        new()
        {
            ["page"] = $"{new Uri(url).GetLeftPart(UriPartial.Authority)}/",
            ["url"] = url,
            ["init"] = new JsonObject { ["headers"] = new JsonObject { ["Accept"] = "application/json" } },
        };

    private static JsonObject Post(string page, string url, string body) =>
        new()
        {
            ["page"] = page,
            ["url"] = url,
            ["init"] = new JsonObject
            {
                ["method"] = "POST",
                ["mode"] = "no-cors",
                ["body"] = body,
            },
        };

    /// <summary>As printed on request, and, where a key is given, with that one.</summary>
    private string Storage(string? key = null)
    {
        var printed = StorageLine().Match(_host!.Output).Groups[1].Value.Trim();
        return key is null ? printed : KeyPart().Replace(printed, $"AccountKey={key};");
    }

    private static async Task<IReadOnlyList<int>> PlayAsync(params JsonNode[] attacks)
    {
        var given = new JsonObject { ["chromium"] = Chromium.Program, ["attacks"] = new JsonArray(attacks) };
        var statuses = JsonNode.Parse(await PageBed.RunAsync("node", "foreign.mjs", given.ToJsonString()))!.AsArray();
        return [.. statuses.Select(status => status!.GetValue<int>())];
    }

    [GeneratedRegex("^PaySsamStorage=(.+)$", RegexOptions.Multiline)]
    private static partial Regex StorageLine();

    [GeneratedRegex("AccountKey=[^;]+;")]
    private static partial Regex KeyPart();
}
