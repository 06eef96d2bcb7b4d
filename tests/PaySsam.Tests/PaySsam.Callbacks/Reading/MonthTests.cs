using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Reading;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Storage;
using PaySsam.Tests.Reliability;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Reading;

/// <summary>A busy month, on tables in memory behind the real SDK: every read is an HTTP request, and counted.</summary>
public sealed class MonthTests : IDisposable
{
    private const int Rows = 100_000;
    private const int MostReads = 9;
    private static readonly Lazy<Month> Made = new(() => new Month(Rows));

    private static readonly Lazy<Dictionary<string, string>> States = new(() =>
        Made.Value.Payments.Where(row => row.RowKey == "state").ToDictionary(row => row.PartitionKey, row => row.GetString("appr_state"))
    );

    private readonly Month _month = Made.Value;
    private readonly FakeStorage _storage = new();
    private readonly IHost _host;

    public MonthTests()
    {
        _storage.Tables.Add("Journal", _month.Journal);
        _storage.Tables.Add("Payments", _month.Payments);
        _storage.Tables.Add("Sweeps", new TableEntity("journal", "rebuilt"));
        _host = _storage.Build(Some.ApiKey);
        Assert.True(_host.Services.GetRequiredService<JournalMark>().IsSetAsync(default).Result); // Asked for once.
        _storage.Tables.Clear();
    }

    [Fact]
    public async Task The_export_of_a_month_adds_up_to_what_was_paid_and_cancelled()
    {
        using var output = new MemoryStream();
        Assert.Null(
            await _host
                .Services.GetRequiredService<PaymentExport>()
                .WriteAsync(Month.First.Text(), Month.Last.Text(), (_, _) => PipeWriter.Create(output), default)
        );

        var lines = Encoding.UTF8.GetString(output.ToArray()).Split("\r\n")[1..^1].Select(line => line.Split(',')).ToList();
        Assert.Equal(_month.Sum, lines.Sum(cells => long.Parse(cells[4], CultureInfo.InvariantCulture)));
        Assert.Equal(
            _month.Lines.OrderBy(day => day.Key).Select(day => (day.Key.Text(), day.Value)),
            lines.CountBy(cells => cells[0]).Select(day => (day.Key, day.Value))
        );
        Assert.Equal(31 * 8, _storage.Tables.Reads); // One of each shard of each day, as before the ledger.
        Report.Line(
            $"Books: {_month.Journal.Count} rows of the journal over 31 days: {lines.Count} lines, {_storage.Tables.Reads} reads, "
                + $"equal to the sum that was paid (seed {Seed.Value})"
        );
    }

    /// <summary>The worst of ids: at random, so that all bills of the month lie between any two of a day.</summary>
    [Fact]
    public async Task The_first_page_of_a_day_and_every_other_takes_at_most_nine_reads()
    {
        for (var day = Month.First; day <= Month.Last; day = day.AddDays(1))
            Assert.InRange((await ReadAsync(day, null)).Entries.Count, 10, 100);

        // Each of one day, to the end.
        var (entries, continuation) = (new List<JsonNode>(), (string?)null);
        do
        {
            (var page, continuation) = await ReadAsync(Month.First, continuation);
            entries.AddRange(page);
        } while (continuation is not null);
        Assert.Equal(_month.Lines[Month.First] + _month.Unpaid[Month.First], entries.Count);
        Assert.Equal(entries.Count, entries.DistinctBy(entry => (string?)entry["callback_id"]).Count());
    }

    [Fact]
    public async Task Until_the_journal_is_rebuilt_a_page_takes_eight_more()
    {
        var storage = new FakeStorage();
        storage.Tables.Add("Journal", _month.Journal);
        storage.Tables.Add("Payments", _month.Payments);
        using var host = storage.Build(Some.ApiKey);
        Assert.False(await host.Services.GetRequiredService<JournalMark>().IsSetAsync(default)); // Believed for a while.
        storage.Tables.Clear();

        var reply = await host.Services.GetRequiredService<PaymentList>().GetAsync(Month.First.Text(), null, null, default);

        Assert.Equal((200, MostReads + 8), (reply.Status, storage.Tables.Reads));
    }

    [Theory]
    [InlineData(0, 0, 8)]
    [InlineData(1, 1, 9)]
    [InlineData(60, 60, 9)]
    [InlineData(3000, 100, 9)]
    public async Task A_day_whose_ids_follow_each_other_takes_no_more_for_a_full_page(int bills, int entries, int reads)
    {
        var day = Month.Last.AddDays(1);
        var callbacks = Enumerable
            .Range(0, bills)
            .Select(number => Some.Callback($"2061-04-01-{number:0000}", ("appr_dt", day.At())))
            .ToList();
        _storage.Tables.Add(
            "Journal",
            callbacks.SelectMany(callback => JournalDays.Rows(JournalRow.Shard(callback.BillId), Some.Received(callback)))
        );
        _storage.Tables.Add("Payments", callbacks.Select(callback => StateRow.Write(callback)));

        var reply = await _host.Services.GetRequiredService<PaymentList>().GetAsync(day.Text(), null, null, default);

        Assert.Equal(entries, JsonNode.Parse(reply.Json.Span)!["entries"]!.AsArray().Count);
        Assert.Equal(reads, _storage.Tables.Reads);
    }

    [Fact]
    public async Task An_export_whose_storage_fails_on_the_way_is_not_ended()
    {
        _storage.Tables.Reading = read =>
            _ = read.Contains("20610303", StringComparison.Ordinal) ? throw new HttpRequestException("on purpose") : read;
        using var output = new MemoryStream();

        await Assert.ThrowsAnyAsync<Exception>(() =>
            _host
                .Services.GetRequiredService<PaymentExport>()
                .WriteAsync(Month.First.Text(), Month.Last.Text(), (_, _) => PipeWriter.Create(output), default)
        );

        Assert.Contains("\r\n2061-03-02,", Encoding.UTF8.GetString(output.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bills_that_lie_far_apart_in_the_table_have_their_state_all_the_same()
    {
        _storage.Tables.MostPassed = 100;

        var (entries, _) = await ReadAsync(Month.First, null, mostReads: 2 + MostReads + 100);

        Assert.InRange(entries.Count, 90, 100); // A page cuts no bill.
        Assert.All(entries, entry => Assert.NotNull(entry["now"]));
    }

    [Fact]
    public async Task A_bill_whose_payment_is_gone_stands_in_the_list_without_one()
    {
        var storage = new FakeStorage();
        storage.Tables.Add("Journal", _month.Journal);
        using var host = storage.Build(Some.ApiKey);

        var reply = await host.Services.GetRequiredService<PaymentList>().GetAsync(Month.First.Text(), "F", null, default);

        var entries = JsonNode.Parse(reply.Json.Span)!["entries"]!.AsArray();
        Assert.InRange(entries.Count, 90, 100);
        Assert.All(entries, entry => Assert.Null(entry!["now"]));
    }

    public void Dispose() => _host.Dispose();

    private async Task<(List<JsonNode> Entries, string? Continuation)> ReadAsync(
        DateOnly day,
        string? continuation,
        int mostReads = MostReads
    )
    {
        _storage.Tables.Clear();
        var reply = await _host.Services.GetRequiredService<PaymentList>().GetAsync(day.Text(), null, continuation, default);
        Assert.Equal(200, reply.Status);
        Assert.InRange(_storage.Tables.Reads, 1, mostReads);
        var page = JsonNode.Parse(reply.Json.Span)!;
        var entries = page["entries"]!.AsArray().Select(entry => entry!).ToList();
        Assert.All(entries, entry => Assert.Equal(State((string)entry["bill_id"]!), (string)entry["now"]!["state"]!));
        return (entries, (string?)page["continuation"]);
    }

    private static string State(string bill) => States.Value[bill];
}
