using System.Text.Json.Nodes;
using Azure.Data.Tables;
using PaySsam.Callbacks.Payments;
using PaySsam.Callbacks.Queueing;
using PaySsam.LocalHost;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Journal;

/// <summary>On a storage of its own: it walks all payments.</summary>
public class JournalRebuildTests
{
    [Fact]
    public async Task A_lost_journal_is_made_anew_out_of_the_payments_page_by_page()
    {
        using var folder = new TemporaryFolder();
        await using var azurite = await Azurite.StartAsync(folder.Path);
        await using var host = await ProductProcess.StartAsync(Product.LocalHost, azurite.ConnectionString);
        var tables = new TableServiceClient(azurite.ConnectionString);
        var store = new TablePaymentStore(tables);

        // One bill of more callbacks than a page, and ids that sort around it.
        var sent = Enumerable.Range(0, 230).Select(number => Some.Received(Some.Callback("한글 /1", ("appr_price", $"{number}"))))
            .Concat(new[] { "한", "한글 /1~", "z", "한글 /10" }.Select(bill => Some.Received(Some.Callback(bill, ("appr_dt", null))))).ToList();
        foreach (var bill in sent.GroupBy(received => received.Callback.BillId))
            await store.RecordAsync([.. bill], default);
        var damaged = tables.GetTableClient("Payments");
        await damaged.AddEntityAsync(new TableEntity("z", "event-damaged") { ["Body"] = "no body" });

        for (var time = 0; time < 2; time++)
        {
            var (pages, written, lost) = (0, 0, 0);
            string? continuation = null;
            do
            {
                using var response = await host.Http.PostAsync($"api/journal/rebuild?continuation={continuation}", null);
                Assert.Equal(200, (int)response.StatusCode);
                var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
                (pages, written, lost) = (pages + 1, written + (int)answer["written"]!, lost + (int)answer["damaged"]!);
                continuation = (string?)answer["continuation"];
            }
            while (continuation is not null);

            Assert.Equal((5, sent.Count, 1), (pages, written, lost));
            Assert.Equal(sent.Select(received => received.Callback.Id).Order(), tables.ReadJournalRows().Select(row => row.CallbackId()).Order());
        }
    }

    [Theory]
    [InlineData("nonsense!")]
    [InlineData("AAAA")]
    public async Task A_continuation_that_is_none_is_refused(string continuation)
    {
        using var host = new Reliability.FakeStorage().Build(Some.ApiKey);
        var rebuild = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<PaySsam.Callbacks.Journal.JournalRebuild>(host.Services);

        Assert.Equal(400, (await rebuild.RebuildAsync(continuation, default)).Status);
    }
}
