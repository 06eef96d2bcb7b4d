using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Storage;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Scenarios;

/// <summary>The product killed, and its storage stopped, again and again at random moments of a steady load.</summary>
public abstract class KillTests(Product product)
{
    private const int Senders = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly int _kills = int.TryParse(
        Environment.GetEnvironmentVariable("PAYSSAM_TEST_KILLS"),
        CultureInfo.InvariantCulture,
        out var kills
    )
        ? kills
        : 6;
    private readonly int _seed = Seed.Value;

    private int Stops => (_kills + 1) / 2;

    [Fact]
    public async Task Every_acknowledged_callback_is_recorded_exactly_once_despite_kills()
    {
        using var folder = new TemporaryFolder();
        await using var azurite = await RestartableAzurite.StartAsync(folder.Path);
        await using var host = new RestartableHost(product, azurite.ConnectionString, "--hold", "00:00:10");
        await host.StartAsync();
        using var load = new Load(_seed);
        using var over = new CancellationTokenSource();

        var sending = Task.WhenAll(Enumerable.Range(1, Senders).Select(sender => load.SendAsync(host, _seed + sender, over.Token)));
        var trouble = Task.WhenAll(KillAsync(host), StopAsync(azurite));
        await trouble.ContinueWith(_ => over.Cancel(), TaskScheduler.Default);
        await Task.WhenAll(trouble, sending);
        await DrainedAsync(azurite.ConnectionString);
        await ReadBackAsync(load, host.Http, azurite.ConnectionString);
    }

    private async Task KillAsync(RestartableHost host)
    {
        var random = new Random(_seed);
        for (var kill = 0; kill < _kills; kill++)
        {
            await Task.Delay(random.Next(100, product is Product.Functions ? 3_000 : 1_600));
            if (product is Product.Functions && kill % 4 > 0)
            {
                await host.KillWorkerAsync();
                continue;
            }

            await host.KillAsync();
            await host.StartAsync();
        }
    }

    private async Task StopAsync(RestartableAzurite azurite)
    {
        var random = new Random(~_seed);
        for (var stop = 0; stop < Stops; stop++)
        {
            await Task.Delay(product is Product.Functions ? random.Next(2_000, 8_000) : random.Next(500, 3_000));
            await azurite.StopAsync();
            await Task.Delay(random.Next(500));
            await azurite.StartAsync();
        }
    }

    /// <summary>Waits until the queue is empty, what is leased to a dead host included.</summary>
    private static async Task DrainedAsync(string storage)
    {
        var queue = new QueueClient(
            storage,
            StorageNames.CallbackQueue,
            new QueueClientOptions(QueueClientOptions.ServiceVersion.V2024_11_04)
        );
        for (var deadline = DateTime.UtcNow + Patience; ; await Task.Delay(200))
        {
            var waiting = (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount;
            if (waiting == 0)
                return;
            Assert.True(DateTime.UtcNow < deadline, $"{waiting} messages are still on the queue.");
        }
    }

    private async Task ReadBackAsync(Load load, HttpClient http, string storage)
    {
        var sent = load
            .Acknowledged.Select(Sent)
            .GroupBy(callback => callback.BillId)
            .ToDictionary(bill => bill.Key, bill => bill.ToList());
        var rows = new TableServiceClient(storage)
            .GetTableClient(StorageNames.PaymentTable)
            .Query<TableEntity>()
            .ToLookup(row => row.PartitionKey);
        var expected = sent.Values.SelectMany(bill => bill).Select(Key).ToHashSet();
        var stored = rows.SelectMany(bill => bill).Where(row => row.RowKey != "state").Select(Stored).ToList();
        var kept = stored.ConvertAll(received => Key(received.Callback));
        var told = (await ChangeEvents.TakeAsync(storage)).Latest();
        LedgerBooks.Equal(stored, new TableServiceClient(storage).ReadJournal());
        LedgerBooks.Equal(stored, new TableServiceClient(storage));
        var missing = expected.Except(kept).Count();
        var extra = kept.Except(expected).Count();
        var duplicated = kept.Count - kept.Distinct().Count();
        Report.Line(
            $"Kills under load: seed {_seed}, {_kills} kills of {product}, {Stops} stops of Azurite, "
                + $"{load.Posts} posts, {load.Successes} acknowledged, "
                + $"{expected.Count} callbacks of {sent.Count} bills, {load.Posts - expected.Count} repeats, "
                + $"missing={missing}, duplicated={duplicated}, extra={extra}"
        );
        Assert.Equal((0, 0, 0), (missing, duplicated, extra));

        await Parallel.ForEachAsync(
            sent,
            async (bill, _) =>
            {
                var payment = bill.Value.Aggregate<Callback, Callback?>(null, MergeRule.Merge)!;
                Assert.Equal(payment.Id, Assert.Single(rows[bill.Key], row => row.RowKey == "state").GetString("CallbackId"));
                var history = rows[bill.Key].Where(row => row.RowKey != "state").Select(Stored).ToList();
                Assert.Equal(ChangeEvents.Data(new Bill(payment, default, history, history.Count)), told[bill.Key]);
                var read = await http.FindPaymentAsync(bill.Key);
                Assert.NotNull(read);
                Assert.Equal(payment.State.ToString(), read.State());
                Assert.Equal(payment.Id, Some.Parsed(read["callback"]!.ToJsonString()).Id);
                Assert.Equal(
                    rows[bill.Key].Where(row => row.RowKey != "state").Select(row => row.GetString("PublicId")).Order(),
                    read["history"]!.AsArray().Select(entry => entry!["id"]!.GetValue<string>()).Order()
                );
            }
        );

        static (string Bill, string Id) Key(Callback callback) => (callback.BillId, callback.Id);
        static ReceivedCallback Stored(TableEntity row) =>
            new(Some.Parsed(Encoding.UTF8.GetString(row.GetBinary("Body"))), row.GetDateTimeOffset("ReceivedAt")!.Value, TraceParent: null);
    }

    /// <summary>A callback as it is to be kept: without its key.</summary>
    private static Callback Sent(string body)
    {
        var json = JsonNode.Parse(body)!.AsObject();
        json.Remove("apikey");
        return Some.Parsed(json.ToJsonString());
    }
}

public sealed class KillsOfLocalHost() : KillTests(Product.LocalHost);

public sealed class KillsOfFunctions() : KillTests(Product.Functions);
