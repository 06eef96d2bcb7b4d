using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Recording;
using PaySsam.LocalHost;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Following;

/// <summary>On a storage of its own: it walks all payments.</summary>
public class JournalRebuildTests
{
    [Fact]
    public async Task A_lost_journal_is_made_anew_out_of_the_payments_page_by_page()
    {
        await using var azurite = await OwnAzurite.StartAsync();
        await using var host = await ProductProcess.StartAsync(Product.LocalHost, azurite.ConnectionString);
        var tables = new TableServiceClient(azurite.ConnectionString);
        var store = new TablePaymentStore(tables, new BillTurns());

        // One bill of more callbacks than a page, and ids that sort around it.
        var sent = Enumerable
            .Range(0, 180)
            .Select(number => Some.Received(Some.Callback("한글 /1", ("appr_price", $"{number + 1}"), ("appr_num", $"{number + 1}"))))
            .Concat(new[] { "한", "한글 /1~", "z", "한글 /10" }.Select(bill => Some.Received(Some.Callback(bill, ("appr_dt", null)))))
            .ToList();
        foreach (var bill in sent.GroupBy(received => received.Callback.BillId))
            await store.RecordAsync([.. bill], default);
        var damaged = tables.GetTableClient("Payments");
        await damaged.AddEntityAsync(new TableEntity("z", "event-damaged") { ["Body"] = "no body" });

        for (var time = 0; time < 2; time++)
        {
            Assert.Equal((2, sent.Count, 1, time == 0 ? 1 : 0), await RebuildAsync(host.Http)); // The damaged row is counted too.
            LedgerBooks.Equal(sent, tables.ReadJournal());
        }
    }

    [Fact]
    public async Task What_an_older_version_read_otherwise_is_decided_anew_once()
    {
        await using var azurite = await OwnAzurite.StartAsync();
        await using var host = await ProductProcess.StartAsync(Product.LocalHost, azurite.ConnectionString);
        var tables = new TableServiceClient(azurite.ConnectionString);
        var store = new TablePaymentStore(tables, new BillTurns());
        var table = tables.GetTableClient("Payments");

        // It took no time of 12 digits: the other callback was the payment, and the day was that of the receipt.
        var first = Some.Received(Some.Callback("a", ("appr_dt", "20250105134753")));
        var later = Some.Received(Some.Callback("a", ("appr_dt", "202501051348"), ("appr_price", "50,000"), ("appr_num", null)));
        await store.RecordAsync([first, later], default);
        var stale = StateRow.Write(first.Callback);
        await table.UpdateEntityAsync(stale, Azure.ETag.All, TableUpdateMode.Replace);
        tables.WriteFormerJournal(5, later, new DateOnly(2026, 1, 2));
        tables.WriteFormerJournal(2, first);

        // It read no amount with a comma; lost a row; and somebody damaged one.
        await store.RecordAsync([Some.Received(Some.Callback("b", ("appr_price", "50,000"), ("appr_state", "f ")))], default);
        var unread = (await table.GetEntityAsync<TableEntity>("b", "state")).Value;
        unread.Remove("AmountWon");
        await table.UpdateEntityAsync(unread, Azure.ETag.All, TableUpdateMode.Replace);
        await store.RecordAsync([Some.Received(Some.Callback("c"))], default);
        await table.DeleteEntityAsync("c", "state");
        await store.RecordAsync([Some.Received(Some.Callback("d"))], default);
        await table.UpdateEntityAsync(new TableEntity("d", "state") { ["appr_state"] = 1 }, Azure.ETag.All, TableUpdateMode.Replace);
        await store.RecordAsync([Some.Received(Some.Callback("e"))], default);
        var untouched = (await table.GetEntityAsync<TableEntity>("e", "state")).Value.ETag;

        Assert.Equal((1, 6, 0, 4), await RebuildAsync(host.Http));
        var decided = (await table.GetEntityAsync<TableEntity>("a", "state")).Value;
        Assert.Equal((later.Callback.Id, 50_000L, "202501051348"), (decided["CallbackId"], decided["AmountWon"], decided["appr_dt"]));
        Assert.Equal(new DateTimeOffset(2025, 1, 5, 4, 48, 0, TimeSpan.Zero), decided["ApprovedAt"]);
        var read = (await table.GetEntityAsync<TableEntity>("b", "state")).Value;
        Assert.Equal(("F", 50_000L, "50,000"), (read["appr_state"], read["AmountWon"], read["appr_price"]));
        Assert.All(["c", "d"], bill => Assert.Equal("F", table.GetEntity<TableEntity>(bill, "state").Value["appr_state"]));
        Assert.Equal(untouched, (await table.GetEntityAsync<TableEntity>("e", "state")).Value.ETag);
        Assert.All(tables.ReadJournal(), one => Assert.Equal(new DateOnly(2025, 1, 5), one.Day));
        Assert.Equal(6, tables.ReadJournal().Count); // Bill a was paid at two times.
        Assert.All(tables.ReadJournalRows(), row => Assert.True(row.PartitionKey[0] is 'm' or 'l'));

        Assert.Equal((1, 6, 0, 0), await RebuildAsync(host.Http));
    }

    [Fact]
    public async Task A_state_row_that_a_writer_changes_meanwhile_is_decided_again()
    {
        await using var azurite = await OwnAzurite.StartAsync();
        var tables = new TableServiceClient(azurite.ConnectionString);
        var store = new TablePaymentStore(tables, new BillTurns());
        await store.RecordAsync([Some.Received(Some.Callback("a"))], default);
        var stale = StateRow.Write(Some.Callback("a"));
        stale["AmountWon"] = 1L;
        await tables.GetTableClient("Payments").UpdateEntityAsync(stale, Azure.ETag.All, TableUpdateMode.Replace);
        var cancelled = Some.Callback("a", ("appr_state", "C"), ("appr_price", "60000"));
        using var transport = new BeforeFirstWrite(() => store.RecordAsync([Some.Received(cancelled)], default));
        var options = new TableClientOptions { Transport = new Azure.Core.Pipeline.HttpClientTransport(transport) };

        var rebuilt = await new PaymentRebuild(new TableServiceClient(azurite.ConnectionString, options)).RunAsync("a", default);

        Assert.Equal((2, false), (rebuilt.Callbacks.Count, rebuilt.IsChanged));
        Assert.Equal(
            ("C", 60_000L),
            ((await store.FindAsync("a", default))!.Payment.State.ToString(), (await store.FindAsync("a", default))!.Payment.AmountWon)
        );
    }

    [Theory]
    [InlineData("nonsense!")]
    [InlineData("AAAA")]
    public async Task A_continuation_that_is_none_is_refused(string continuation)
    {
        using var host = new Reliability.FakeStorage().Build(Some.ApiKey);
        var rebuild = host.Services.GetRequiredService<JournalRebuild>();

        Assert.Equal(400, (await rebuild.RebuildAsync(continuation, default)).Status);
    }

    /// <summary>Every page.</summary>
    private static async Task<(int Pages, int Written, int Damaged, int Changed)> RebuildAsync(HttpClient http)
    {
        var (pages, written, damaged, changed) = (0, 0, 0, 0);
        string? continuation = null;
        do
        {
            using var response = await http.PostAsync($"api/journal/rebuild?continuation={continuation}", null);
            Assert.Equal(200, (int)response.StatusCode);
            var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
            (pages, written) = (pages + 1, written + (int)answer["written"]!);
            (damaged, changed) = (damaged + (int)answer["damaged"]!, changed + (int)answer["changed"]!);
            continuation = (string?)answer["continuation"];
        } while (continuation is not null);

        return (pages, written, damaged, changed);
    }

    private sealed class BeforeFirstWrite(Func<Task> act) : DelegatingHandler(new SocketsHttpHandler())
    {
        private int _writes;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method == HttpMethod.Put && _writes++ == 0)
                await act();
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
