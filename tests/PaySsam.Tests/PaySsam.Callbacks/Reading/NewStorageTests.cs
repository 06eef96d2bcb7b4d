using System.IO.Pipelines;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PaySsam.Callbacks.Http;
using PaySsam.Callbacks.Reading;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Reading;

/// <summary>A storage without tables and queues is an empty one: the first callback creates them.</summary>
public class NewStorageTests(TestBed bed)
{
    private readonly DateOnly _day = JournalDays.Next();

    [Fact]
    public async Task Without_a_table_there_is_nothing_to_list_to_export_and_to_add_up()
    {
        using var host = Build(_ => true);
        using var file = new MemoryStream();

        var list = Read(await host.Services.GetRequiredService<PaymentList>().GetAsync(_day.Text(), null, null, default));
        var summary = Read(await host.Services.GetRequiredService<DaySummary>().GetAsync(_day.Text(), default));
        Assert.Null(
            await host
                .Services.GetRequiredService<PaymentExport>()
                .WriteAsync(_day.Text(), _day.Text(), (_, _) => PipeWriter.Create(file), default)
        );

        Assert.Empty(list["entries"]!.AsArray());
        Assert.Equal(
            """
            {"payments":{"count":0,"sum_won":0,"without_amount":0},"open_dead_letters":0,"queue":{"oldest_message_at":null,"waiting":0},
            "webhook":{"on":false,"waiting":0},"last_callback_at":null}
            """.ReplaceLineEndings(""),
            new JsonObject(
                new[] { "payments", "open_dead_letters", "queue", "webhook", "last_callback_at" }.Select(name =>
                    KeyValuePair.Create(name, summary[name]?.DeepClone())
                )
            ).ToJsonString()
        );
        Assert.EndsWith(",first_received_at,member\r\n", Encoding.UTF8.GetString(file.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_payments_an_entry_has_no_state_of_now()
    {
        bed.Tables.WriteJournal(0, Some.Received(Some.Callback(Some.BillId(), ("appr_dt", _day.At()))));
        using var host = Build(request => request.Uri.Path.Contains("Payments", StringComparison.Ordinal));

        var list = Read(await host.Services.GetRequiredService<PaymentList>().GetAsync(_day.Text(), null, null, default));

        Assert.Null(Assert.Single(list["entries"]!.AsArray())!["now"]);
    }

    private IHost Build(Func<Request, bool> missing) =>
        ProductHost.Build(bed.ConnectionString, new FaultyTransport(request => missing(request) ? Fault.NotCreated : null));

    private static JsonNode Read(Reply reply)
    {
        Assert.Equal(200, reply.Status);
        return JsonNode.Parse(reply.Json.Span)!;
    }
}
