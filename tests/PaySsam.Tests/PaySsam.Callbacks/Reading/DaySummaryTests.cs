using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Reading;
using PaySsam.Callbacks.Storage;
using PaySsam.LocalHost;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Reading;

/// <summary>On a storage of its own, whose queues nobody reads.</summary>
public class DaySummaryTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 16, 0, 0, TimeSpan.Zero); // The first of February in Korea.

    [Fact]
    public async Task What_waits_is_counted_and_the_last_callback_is_sought_for_a_week()
    {
        await using var azurite = await OwnAzurite.StartAsync();
        using var host = ProductHost.Build(
            azurite.ConnectionString,
            add: services => services.AddSingleton<TimeProvider>(new FakeTimeProvider(Now)),
            settings:
            [
                new("PaySsam:Webhook:Url", "https://example.com/"),
                new("PaySsam:Webhook:Secrets:0", $"whsec_{Convert.ToBase64String(new byte[32])}"),
            ]
        );
        var tables = new TableServiceClient(azurite.ConnectionString);
        var queues = host.Services.GetRequiredService<PatientQueues>().Service;
        await queues.GetQueueClient("payssam-callbacks").SendAsync("a", TimeSpan.Zero, default);
        await queues.GetQueueClient("payssam-callbacks").SendAsync("b", TimeSpan.FromHours(1), default);
        await queues.GetQueueClient("payment-deliveries").SendAsync("c", TimeSpan.FromHours(1), default);
        var before = DateTimeOffset.UtcNow;

        // Eight days ago is too long.
        Write(tables, 24, hour: 1);
        Assert.Null((await ReadAsync())["last_callback_at"]);
        Write(tables, 25, hour: 3);
        Write(tables, 26, hour: 2);
        Assert.Equal("2026-01-01T03:00:00Z", (string?)(await ReadAsync())["last_callback_at"]);
        Write(tables, 32, hour: 0); // Of today, whatever came later for other days.
        var summary = await ReadAsync();

        Assert.Equal("2026-01-01T00:00:00Z", (string?)summary["last_callback_at"]);
        Assert.Equal("""{"on":true,"waiting":1}""", summary["webhook"]!.ToJsonString());
        Assert.Equal(2, (int)summary["queue"]!["waiting"]!);
        Assert.InRange((DateTimeOffset)summary["queue"]!["oldest_message_at"]!, before.AddMinutes(-1), before.AddMinutes(1));

        async Task<JsonNode> ReadAsync() =>
            JsonNode.Parse((await host.Services.GetRequiredService<DaySummary>().GetAsync("2026-01-01", default)).Json.Span)!;
    }

    private static void Write(TableServiceClient tables, int day, int hour)
    {
        var approved = new DateOnly(2026, 1, 1).AddDays(day - 1);
        tables.WriteJournal(
            day % 8,
            new ReceivedCallback(
                Some.Callback(Some.BillId(), ("appr_dt", approved.At())),
                new DateTimeOffset(2026, 1, 1, hour, 0, 0, TimeSpan.Zero),
                null
            )
        );
    }
}
