using System.Net;
using Azure.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Hosting;
using PaySsam.Callbacks.Storage;
using PaySsam.LocalHost;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Reading;

/// <summary>Storage that refuses to read a day, behind the product's own routes.</summary>
public sealed class ExportFaultTests(TestBed bed)
{
    private readonly string _bill = Some.BillId();
    private readonly DateOnly _day = JournalDays.Next();

    [Fact]
    public async Task An_export_that_cannot_be_ended_does_not_look_whole()
    {
        for (var number = 0; number < 500; number++)
        {
            var callback = Some.Callback($"{_bill[..16]}{number:0000}", ("appr_dt", _day.At()));
            bed.Tables.WriteJournal(JournalRow.Shard(callback.Id), Some.Received(callback));
        }

        await using var app = await StartAsync(failing: _day.AddDays(1));
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        var url = $"api/payments.csv?from={_day.Text()}&to={_day.AddDays(1).Text()}";

        using var response = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_export_that_cannot_be_begun_is_503()
    {
        bed.Tables.WriteJournal(0, Some.Received(Some.Callback(_bill, ("appr_dt", _day.At()))));
        await using var app = await StartAsync(failing: _day);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        foreach (
            var question in new[]
            {
                $"payments.csv?from={_day.Text()}&to={_day.Text()}",
                $"payments?day={_day.Text()}",
                $"summary?day={_day.Text()}",
            }
        )
        {
            using var response = await http.GetAsync($"api/{question}");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.Equal("""{"code":"5000","msg":"SYSTEM ERROR"}""", await response.Content.ReadAsStringAsync());
        }
    }

    private async Task<WebApplication> StartAsync(DateOnly failing)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection([new("PaySsamStorage", bed.ConnectionString), new("PaySsam:ApiKeys:0", Some.ApiKey)]);
        builder.Services.AddPaySsamCallbacks(builder.Configuration);
        var transport = new FaultyTransport(request => IsOf(request, failing) ? Fault.Status500 : null);
        builder.Services.AddSingleton(StorageClients.CreateTables(builder.Configuration, transport));
        var app = builder.Build();
        app.MapPaySsam();
        await app.StartAsync();
        return app;
    }

    private static bool IsOf(Request request, DateOnly day) =>
        request.Uri.ToString().Contains($"-{day:yyyyMMdd}", StringComparison.Ordinal);
}
