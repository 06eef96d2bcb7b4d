using System.Diagnostics.Metrics;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Reading;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Telemetry;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Reading;

/// <summary>Rows that somebody has damaged: skipped, counted, logged, and told to whoever asks.</summary>
public sealed class DamagedRowsTests : IDisposable
{
    private const string Secret = "card 1234-5678";

    private readonly TestBed _bed;
    private readonly DateOnly _day = JournalDays.Next();
    private readonly IHost _host;

    public DamagedRowsTests(TestBed bed)
    {
        _bed = bed;
        _host = ProductHost.Build(bed.ConnectionString, add: services => services.AddLogging(logging => logging.AddFakeLogging()));
    }

    public static TheoryData<string, object?, string> Damages =>
        new()
        {
            { "Movements", Secret, "Movements must be a JSON array of movements" },
            { "Movements", """[{"kind":"payment"}]""", "Movements must be a JSON array of movements" },
            { "Movements", """[null]""", "Movements must be a JSON array of movements" },
            { "Movements", true, "Movements is of the type Boolean, and must be String" },
            { "Movements", null, "Movements must be a JSON array of movements" },
            { "bill_id", 7, "bill_id is of the type Int32, and must be String" },
            { "bill_id", null, "bill_id is missing" },
        };

    public static TheoryData<string, object?, string> DamagesOfTellings =>
        new()
        {
            { "AmountWon", Secret, "AmountWon is of the type String, and must be Int64" },
            { "AmountWon", true, "AmountWon is of the type Boolean, and must be Int64" },
            { "ApprovedAt", Secret, "ApprovedAt is of the type String, and must be DateTimeOffset" },
            { "ReceivedAt", Secret, "ReceivedAt is of the type String, and must be DateTimeOffset" },
            { "ReceivedAt", null, "ReceivedAt is missing" },
            { "appr_state", Secret, "appr_state must be W, D, F or C" },
            { "appr_state", "2", "appr_state must be W, D, F or C" },
            { "appr_state", null, "appr_state is missing" },
            { "appr_num", true, "appr_num is of the type Boolean, and must be String" },
            { "Source", null, "Source is missing" },
        };

    [Theory]
    [MemberData(nameof(Damages))]
    public Task Whatever_is_damaged_the_other_rows_are_read(string column, object? value, string problem) =>
        IsLeftOutAsync(Callback("b"), column, value, problem);

    [Theory]
    [MemberData(nameof(DamagesOfTellings))]
    public Task Whatever_is_damaged_of_what_is_no_payment_the_other_rows_are_read(string column, object? value, string problem) =>
        IsLeftOutAsync(Some.Callback("b", ("appr_dt", _day.At()), ("appr_state", "W")), column, value, problem);

    private async Task IsLeftOutAsync(Callback damaged, string column, object? value, string problem)
    {
        Write(Callback("a"));
        Write(damaged, row => Set(row, column, value));
        Write(Callback("c"));
        using var counted = new MetricCollector<long>(
            _host.Services.GetRequiredService<IMeterFactory>(),
            CallbackMetrics.Name,
            "payssam.journal.damaged"
        );

        Assert.Equal(("a,c", 1), await ReadAsync());

        Assert.Equal(1, counted.GetMeasurementSnapshot().Sum(one => one.Value));
        Assert.EndsWith($"bill b: {problem}", Assert.Single(Logged()), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, Logged().Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("a~F~0123")]
    public async Task A_row_whose_key_is_of_another_form_is_damaged(string rowKey)
    {
        Write(Callback("a"));
        Write(Callback("b"), row => row.RowKey = rowKey);

        Assert.Equal(("a", 1), await ReadAsync());
    }

    [Fact]
    public async Task However_many_are_damaged_the_log_stays_short()
    {
        for (var number = 0; number < 30; number++)
            Write(Callback($"{number}"), row => row["Movements"] = 1);

        Assert.Equal(("", 30), await ReadAsync());

        Assert.Equal(10, Logged().Count());
    }

    [Fact]
    public async Task The_last_callback_is_found_beside_a_row_whose_time_is_damaged()
    {
        Write(Callback("a"));
        Write(Callback("b"), row => row["ReceivedAt"] = "yesterday");

        Assert.Equal(Some.Time, await _host.Services.GetRequiredService<JournalReader>().LastReceivedAsync(_day, _day, default));
    }

    [Fact]
    public async Task A_bill_whose_state_row_is_damaged_is_listed_without_its_state()
    {
        var (good, bad) = (Callback(Some.BillId()), Callback(Some.BillId()));
        foreach (var callback in new[] { good, bad })
        {
            Write(callback);
            var row = StateRow.Write(callback);
            if (callback == bad)
                row["AmountWon"] = Secret;
            await _bed.Tables.GetTableClient("Payments").CreateIfNotExistsAsync();
            await _bed.Tables.GetTableClient("Payments").UpsertEntityAsync(row);
        }

        var reply = await _host.Services.GetRequiredService<PaymentList>().GetAsync(_day.Text(), null, null, default);

        var entries = JsonNode.Parse(reply.Json.Span)!["entries"]!
            .AsArray()
            .ToDictionary(entry => (string)entry!["bill_id"]!, entry => (string?)entry!["now"]?["state"]);
        Assert.Equal((200, 1), (reply.Status, reply.DamagedRows));
        Assert.Equal(("F", null), (entries[good.BillId], entries[bad.BillId]));
    }

    /// <summary>Some 100 bytes a line, 16 KiB before the first are sent.</summary>
    [Theory]
    [InlineData(2, 1)]
    [InlineData(400, 0)]
    public async Task A_file_says_in_its_header_or_at_its_end_what_is_left_out(int lines, int inHeader)
    {
        for (var number = 0; number < lines; number++)
            Write(Callback($"{number:000}"));
        Write(Callback("z"), row => row["Movements"] = 1);
        using var file = new MemoryStream();
        var told = -1;

        Assert.Null(
            await _host
                .Services.GetRequiredService<PaymentExport>()
                .WriteAsync(
                    _day.Text(),
                    _day.Text(),
                    (_, damaged) =>
                    {
                        told = damaged;
                        return PipeWriter.Create(file);
                    },
                    default
                )
        );

        var written = Encoding.UTF8.GetString(file.ToArray()).Split("\r\n")[1..^1];
        Assert.Equal(inHeader, told);
        Assert.Equal(lines + 1 - inHeader, written.Length);
        Assert.Equal(inHeader == 0, written[^1] == ",,damaged rows left out: 1,,,,,,,,,,,,,,");
    }

    public void Dispose() => _host.Dispose();

    private Callback Callback(string bill) => Some.Callback(bill, ("appr_dt", _day.At()));

    private static void Set(TableEntity row, string column, object? value)
    {
        if (value is null)
            row.Remove(column);
        else
            row[column] = value;
    }

    private void Write(Callback callback, Action<TableEntity>? damage = null)
    {
        var row = JournalDays.Rows(3, Some.Received(callback))[0];
        damage?.Invoke(row);
        var table = _bed.Tables.GetTableClient("Journal");
        table.CreateIfNotExists();
        table.UpsertEntity(row);
    }

    private async Task<(string Bills, int Damaged)> ReadAsync()
    {
        var damaged = new DamagedRows();
        var read = await _host
            .Services.GetRequiredService<JournalReader>()
            .ReadAsync(_day, state: null, afterBill: null, damaged, JournalReader.LargestSegment, default)
            .ToListAsync();
        return (string.Join(',', read.SelectMany(bill => bill).Select(entry => entry.BillId)), damaged.Count);
    }

    private IEnumerable<string> Logged() =>
        _host
            .Services.GetRequiredService<FakeLogCollector>()
            .GetSnapshot()
            .Select(record => record.Message)
            .Where(text => text.Contains("journal is damaged", StringComparison.Ordinal));
}
