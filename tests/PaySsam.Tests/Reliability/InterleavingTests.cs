using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Reading;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Recording;
using PaySsam.LocalHost;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Reliability;

/// <summary>Random sets of callbacks through the real queue and table, by several pumps at once.</summary>
public class InterleavingTests
{
    // Few bills, and each message twice in a row: so that pumps meet at the same bill and the same callback.
    private const int Bills = 10;
    private const int Callbacks = 600;
    private const int Pumps = 3;

    [Fact]
    public async Task Any_interleaving_ends_in_the_payment_that_the_rule_makes_of_the_set()
    {
        var seed = Seed.Value;
        var random = new Random(seed);
        var sent = Enumerable.Range(0, Callbacks).Select(number => Any(random, $"bill-{random.Next(Bills)}", number)).ToList();
        await using var azurite = await OwnAzurite.StartAsync();
        var hosts = Enumerable
            .Range(0, Pumps)
            .Select(_ =>
                ProductHost.Build(
                    azurite.ConnectionString,
                    add: services =>
                    {
                        services.AddSingleton(new QueueSettings(16, 8, TimeSpan.FromMilliseconds(200), TimeSpan.Zero, 120));
                        QueuePumps.Add(services);
                    },
                    settings: ProductHost.Changes
                )
            )
            .ToList();
        var queue = hosts[0].Services.GetRequiredService<QueueServiceClient>().GetQueueClient("payssam-callbacks");
        await queue.CreateIfNotExistsAsync();
        await Task.WhenAll(hosts.Select(host => host.StartAsync()));

        // One to four callbacks to a message, of whatever bills.
        for (var rest = sent.AsEnumerable(); rest.Any(); )
        {
            var size = random.Next(1, 5);
            var message = CallbackMessage.Encode(rest.Take(size));
            await Task.WhenAll(queue.SendMessageAsync(message), queue.SendMessageAsync(message));
            rest = rest.Skip(size).ToList();
        }

        for (
            var deadline = DateTime.UtcNow.AddMinutes(3);
            (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount > 0;
            await Task.Delay(200)
        )
            Assert.True(DateTime.UtcNow < deadline, "The queue did not drain.");
        await Task.WhenAll(hosts.Select(host => host.StopAsync()));

        var events = await ChangeEvents.TakeAsync(azurite.ConnectionString);
        var told = events.Latest();
        var tables = hosts[0].Services.GetRequiredService<TableServiceClient>();
        LedgerBooks.Equal(sent, tables.ReadJournal());
        LedgerBooks.Equal(sent, tables);
        Assert.Equal(
            await NetAsync(hosts[0].Services, bills: sent.Select(received => received.Callback.BillId).Distinct()),
            await ExportAsync(hosts[0].Services)
        );
        var payments = hosts[0].Services.GetRequiredService<TableServiceClient>().GetTableClient("Payments");
        var store = hosts[0].Services.GetRequiredService<IPaymentStore>();
        foreach (var bill in sent.Select(received => received.Callback).GroupBy(callback => callback.BillId))
        {
            var stored = (await store.FindAsync(bill.Key, default))!;
            Assert.Equal(bill.Aggregate((Callback?)null, MergeRule.Merge)!.Id, stored.Payment.Id);
            Assert.Equal(stored.Payment.Id, (await payments.GetEntityAsync<TableEntity>(bill.Key, "state")).Value["CallbackId"]);
            Assert.Equal(ChangeEvents.Data(stored), told[bill.Key]);
            Assert.Equal(
                bill.Select(callback => callback.Id).Distinct().Order(),
                stored.History.Select(received => received.Callback.Id).Order()
            );
        }

        hosts.ForEach(host => host.Dispose());
        var distinct = sent.DistinctBy(received => received.Callback.Id).Count();
        Report.Line(
            $"Interleavings: seed {seed}, {Callbacks} callbacks of {Bills} bills, {distinct} distinct, "
                + $"{Pumps} pumps, {events.Count} events: 0 wrong payments, 0 missing, 0 doubled, 0 whose last event is not the payment"
        );
    }

    /// <summary>The sum of all bills' ledgers, read from the table <c>Payments</c>.</summary>
    private static async Task<long> NetAsync(IServiceProvider product, IEnumerable<string> bills)
    {
        var net = 0L;
        foreach (var bill in bills)
            net += (await product.GetRequiredService<IPaymentStore>().FindAsync(bill, default))!.Ledger.NetWon;
        return net;
    }

    /// <summary>The sum of the files of the two months that the callbacks are of: that of their times, and that of their receipt.</summary>
    private static async Task<long> ExportAsync(IServiceProvider product)
    {
        var sum = 0L;
        foreach (var (from, to) in new[] { ("2025-01-01", "2025-01-31"), ("2026-01-01", "2026-01-31") })
        {
            using var file = new MemoryStream();
            Assert.Null(await product.GetRequiredService<PaymentExport>().WriteAsync(from, to, (_, _) => PipeWriter.Create(file), default));
            var lines = Encoding.UTF8.GetString(file.ToArray()).Split("\r\n")[1..^1];
            sum += lines.Sum(line => long.Parse(line.Split(',')[4], CultureInfo.InvariantCulture));
        }

        return sum;
    }

    // Few values, so that duplicates, equal dates and contradictions are common.
    private static ReceivedCallback Any(Random random, string bill, int number) =>
        new(
            Some.Callback(
                bill,
                ("appr_state", "WDFC"[random.Next(4)].ToString()),
                ("appr_dt", random.Next(4) is var second and > 0 ? $"2025010513475{second}" : null),
                ("appr_num", $"{random.Next(3)}"),
                ("appr_issuer", random.Next(2) > 0 ? "x" : "")
            ),
            Some.Time.AddSeconds(number),
            TraceParent: null
        );
}
