using System.Diagnostics;
using System.Text.Json;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using PaySsam.Callbacks.Hosting;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Storage;
using PaySsam.LocalHost;

namespace PaySsam.Benchmarks.Load;

/// <summary>From the queue to the table: callbacks a second.</summary>
internal static class Drain
{
    /// <summary>As in host.json.</summary>
    public static QueueSettings HostJson { get; } = QueueSettings.Read(Path.Combine(AppContext.BaseDirectory, "host.json"));

    // Azurite's newest.
    private static QueueClientOptions Options => new(QueueClientOptions.ServiceVersion.V2024_11_04);

    /// <summary>Ours: what the receivers left on the queue; also which bills the table then holds.</summary>
    public static async Task<(double Seconds, HashSet<long> Stored)> OursAsync(
        string storage,
        QueueSettings settings,
        bool changes = false,
        Action<IServiceCollection>? configure = null
    )
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new("PaySsamStorage", storage), new("PaySsam:ApiKeys:0", LoadGenerator.ApiKey)]);
        if (changes)
            builder.Configuration["PaySsam:Changes:Queue"] = "true";
        builder.Services.AddPaySsamCallbacks(builder.Configuration);
        configure?.Invoke(builder.Services);
        builder.Services.AddSingleton(settings);
        QueuePumps.Add(builder.Services);
        using var host = builder.Build();

        var started = Stopwatch.GetTimestamp();
        await host.StartAsync();
        await UntilEmptyAsync(storage);
        var elapsed = Stopwatch.GetElapsedTime(started);
        await host.StopAsync();
        return (elapsed.TotalSeconds, await StoredAsync(storage));
    }

    /// <summary>Until the queue holds no message, not even one in work; how often it looked.</summary>
    public static async Task<int> UntilEmptyAsync(string storage)
    {
        var queue = Queue(storage);
        for (var looks = 1; ; looks++)
        {
            if (await CountAsync(queue) == 0)
                return looks;
            await Task.Delay(20);
        }
    }

    /// <summary>More patient than the product's own.</summary>
    public static QueueClient Queue(string storage) => new(storage, StorageNames.CallbackQueue, Options);

    /// <summary>Messages on the queue, those in work among them.</summary>
    public static async Task<int> CountAsync(QueueClient queue) => (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount;

    /// <summary>Which bills the table holds.</summary>
    public static async Task<HashSet<long>> StoredAsync(string storage) =>
        await new TableClient(storage, StorageNames.PaymentTable)
            .QueryAsync<TableEntity>("RowKey eq 'state'", select: ["PartitionKey"])
            .Select(row => long.Parse(row.PartitionKey))
            .ToHashSetAsync();

    /// <summary>Which bills our receivers left on the queue; hides its messages.</summary>
    public static async Task<HashSet<long>> OnQueueAsync(string storage)
    {
        var queue = Queue(storage);
        var bills = new HashSet<long>();
        while (await queue.ReceiveMessagesAsync(queue.MaxPeekableMessages, TimeSpan.FromHours(1)) is { Value: { Length: > 0 } messages })
        {
            foreach (var message in messages)
            {
                if (CallbackMessage.TryDecode(message.MessageText, out var decoded, out _))
                    bills.UnionWith(
                        decoded.Callbacks.Select(item => long.Parse(JsonElement.Parse(item.Body.Span).GetProperty("bill_id").GetString()!))
                    );
            }
        }

        return bills;
    }

    /// <summary>A bare loop: a message for each callback, and for each message get the row, upsert it, delete the message.</summary>
    public static async Task<double> BareAsync(string storage, int callbacks, int atOnce)
    {
        var queue = new QueueClient(storage, "bare-callbacks", Options);
        var table = new TableClient(storage, "BarePayments");
        await queue.CreateAsync();
        await table.CreateAsync();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, callbacks),
            new ParallelOptions { MaxDegreeOfParallelism = 32 },
            async (number, stop) => await queue.SendMessageAsync($"{number:D20}{new string('x', 600)}", stop)
        );

        var started = Stopwatch.GetTimestamp();
        var left = callbacks;
        await Task.WhenAll(
            Enumerable
                .Range(0, atOnce)
                .Select(async _ =>
                {
                    while (Volatile.Read(ref left) > 0)
                    {
                        QueueMessage[] messages = await queue.ReceiveMessagesAsync(16);
                        if (messages.Length == 0)
                            await Task.Delay(20);
                        foreach (var message in messages)
                        {
                            var bill = message.MessageText[..20];
                            var known = await table.GetEntityIfExistsAsync<TableEntity>(bill, "state");
                            var row = known.HasValue ? known.Value! : new TableEntity(bill, "state");
                            row["Body"] = message.MessageText;
                            await table.UpsertEntityAsync(row, TableUpdateMode.Replace);
                            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
                            Interlocked.Decrement(ref left);
                        }
                    }
                })
        );
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
